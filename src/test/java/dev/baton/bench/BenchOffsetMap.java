package dev.baton.bench;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.offsets.MapCodec;
import dev.baton.offsets.MapEntry;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.offsets.RunHistory;
import dev.baton.state.InternalTopics;
import dev.baton.state.ShardMap;
import dev.baton.state.StateTopics;
import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code scripts/bench offset-map}: how long a new owner takes to restore the offset map of one partition from a real
 * broker, and how much memory it holds then. The runs lie a few to a record, as a source of small transactions makes them. It
 * fails above 3 s or 64 MB for a million runs.
 */
public final class BenchOffsetMap {
    private static final Uuid TOPIC = new Uuid(11, 22);

    /** For a million runs, or fewer. */
    private static final double MOST_SECONDS = 3;

    private static final long MOST_MEGABYTES = 64;

    private BenchOffsetMap() {}

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length == 2 && arguments[0].equals("--runs") ? Integer.parseInt(arguments[1]) : 1_000_000;
        List<Restored> restored = new ArrayList<>();
        try (KafkaCluster west = KafkaCluster.named("west").start();
                Cluster cluster =
                        Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(60)), "bench")) {
            StateTopics.create(cluster, "east", (short) 1);
            for (int aRecord : new int[] {1, 20}) {
                // a topic that is read from its start again would hold the runs of the measurement before
                int shard = aRecord;
                write(west, runs, aRecord, shard);
                for (int time = 0; time < 3; time++) {
                    restored.add(restore(cluster, runs, aRecord, shard));
                    System.out.println(restored.get(restored.size() - 1).line());
                }
            }
        }
        double millions = Math.max(1, runs / 1e6);
        if (restored.stream()
                .anyMatch(
                        each -> each.seconds() > MOST_SECONDS * millions || each.held() > MOST_MEGABYTES * millions)) {
            System.err.printf(
                    Locale.ROOT,
                    "bench: more than %.0f s or %.0f MB%n",
                    MOST_SECONDS * millions,
                    MOST_MEGABYTES * millions);
            System.exit(1);
        }
    }

    /** One measurement: seconds, MB, and what is said of it. */
    private record Restored(double seconds, long held, String line) {}

    private static void write(KafkaCluster west, int runs, int aRecord, int shard) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                west.clientProperties("linger.ms", 20, "batch.size", 500_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (long first = 0; first < runs; first += aRecord) {
                List<Run> some = LongStream.range(first, Math.min(runs, first + aRecord))
                        .mapToObj(i -> new Run(12 * i, 11 * i))
                        .toList();
                MapEntry entry = new MapEntry(TOPIC, 0, some);
                var unused = producer.send(new ProducerRecord<>(
                        InternalTopics.offsetMap("east"), shard, MapCodec.key(entry), MapCodec.value(entry)));
            }
        }
    }

    private static Restored restore(Cluster cluster, int runs, int aRecord, int shard) {
        long before = used();
        long from = System.nanoTime();
        try (ShardMap map = new ShardMap(cluster, "east", shard)) {
            map.readOn();
            RunHistory history = map.of(TOPIC, 0);
            OffsetMap restored = history.map();
            double seconds = (System.nanoTime() - from) / 1e9;
            long held = (used() - before) >> 20;
            double nanos = lookups(restored, runs);
            if (restored.size() != runs || history.isEmpty()) {
                throw new IllegalStateException(restored.size() + " of " + runs + " runs were restored");
            }
            return new Restored(
                    seconds,
                    held,
                    String.format(
                            Locale.ROOT,
                            "%,d runs, %d a record: restored in %.2f s, %d MB held (reader's buffers included), a lookup"
                                    + " %.0f ns",
                            runs,
                            aRecord,
                            seconds,
                            held,
                            nanos));
        }
    }

    private static double lookups(OffsetMap map, int runs) {
        Random random = new Random(1);
        long sum = 0;
        long from = System.nanoTime();
        for (int i = 0; i < 1_000_000; i++) {
            sum += map.toTarget((long) (random.nextDouble() * 12 * runs));
        }
        return sum == 0 ? 0 : (System.nanoTime() - from) / 1e6;
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
