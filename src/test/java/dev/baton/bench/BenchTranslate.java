package dev.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code scripts/bench translate}: how many records groups read again after a switch, by what MirrorMaker 2 committed for them
 * on the target and by what Baton says, with the source alive and gone. A plain topic that MirrorMaker 2 copied from its start
 * has the same offsets on both sides, so that the right answer is known.
 */
public final class BenchTranslate {
    private static final List<Integer> BEHIND = List.of(0, 1, 10, 100, 1_000, 10_000, 50_000, 100_000);
    private static final TopicPartition SOURCE = new TopicPartition("bench", 0);
    private static final TopicPartition TARGET = new TopicPartition("east.bench", 0);
    private static final int QUIET_ROUNDS = 15;

    private final int records;
    private Path configuration = Path.of("");

    private BenchTranslate(int records) {
        this.records = records;
    }

    public static void main(String[] arguments) throws Exception {
        boolean given = arguments.length == 2 && arguments[0].equals("--records");
        if (arguments.length != 0 && (!given || !arguments[1].matches("[1-9][0-9]{5,7}"))) {
            System.err.println("bench: scripts/bench translate [--records N], at least 100000");
            System.exit(2);
        }
        new BenchTranslate(given ? Integer.parseInt(arguments[1]) : 400_000).run();
    }

    private void run() throws Exception {
        List<KafkaCluster> clusters = KafkaCluster.startAll(KafkaCluster.named("east"), KafkaCluster.named("west"));
        configuration = Files.createTempFile("baton-bench", ".yaml");
        try (KafkaCluster east = clusters.get(0);
                KafkaCluster west = clusters.get(1)) {
            fill(east);
            try (MirrorMaker2 peer = MirrorMaker2.start(east, west, Map.of("east->west.topics", SOURCE.topic()))) {
                awaitCopied(west);
                Map<Integer, Long> theirs = awaitCommits(west);
                configure(east, west);
                long start = System.nanoTime();
                Map<Integer, JsonNode> alive = translate();
                double took = (System.nanoTime() - start) / 1e9;
                peer.kill();
                east.kill();
                print(theirs, alive, translate(), took);
            }
        } finally {
            Files.delete(configuration);
        }
    }

    private void fill(KafkaCluster east) throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic(SOURCE.topic(), 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                east.clientProperties("linger.ms", 5), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                byte[] value = ("record " + i + " of the bench, as long as an order").getBytes();
                var sent = producer.send(new ProducerRecord<>(SOURCE.topic(), 0, null, value));
                if (i == 0) {
                    sent.get(20, TimeUnit.SECONDS);
                }
            }
        }
        try (Admin admin = east.admin()) {
            for (int behind : BEHIND) {
                admin.alterConsumerGroupOffsets(
                                name(behind), Map.of(SOURCE, new OffsetAndMetadata(records - (long) behind)))
                        .all()
                        .get(20, TimeUnit.SECONDS);
            }
        }
    }

    private static String name(int behind) {
        return "behind-" + behind;
    }

    private void awaitCopied(KafkaCluster west) throws Exception {
        try (Admin admin = west.admin()) {
            for (int i = 0; i < 240; i++) {
                if (admin.listTopics().names().get(20, TimeUnit.SECONDS).contains(TARGET.topic())
                        && admin.listOffsets(Map.of(TARGET, OffsetSpec.latest()))
                                        .partitionResult(TARGET)
                                        .get(20, TimeUnit.SECONDS)
                                        .offset()
                                >= records) {
                    return;
                }
                Thread.sleep(500);
            }
        }
        throw new IOException("MirrorMaker 2 did not copy everything in two minutes");
    }

    /** What MirrorMaker 2 committed on the target, once it has not moved for a while. */
    private static Map<Integer, Long> awaitCommits(KafkaCluster west) throws Exception {
        Map<Integer, Long> last = Map.of();
        int quiet = 0;
        try (Admin admin = west.admin()) {
            for (int i = 0; i < 90 && quiet < QUIET_ROUNDS; i++) {
                Map<Integer, Long> now = new TreeMap<>();
                for (int behind : BEHIND) {
                    OffsetAndMetadata committed = admin.listConsumerGroupOffsets(name(behind))
                            .partitionsToOffsetAndMetadata()
                            .get(20, TimeUnit.SECONDS)
                            .get(TARGET);
                    if (committed != null) {
                        now.put(behind, committed.offset());
                    }
                }
                quiet = now.size() == BEHIND.size() && now.equals(last) ? quiet + 1 : 0;
                last = now;
                Thread.sleep(1_000);
            }
        }
        return last;
    }

    private void configure(KafkaCluster east, KafkaCluster west) throws IOException {
        Files.writeString(configuration, """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                  - from: east
                    to: west
                    topics: %s
                    replication.policy: default
                """.formatted(east.bootstrap(), west.bootstrap(), SOURCE.topic()));
    }

    private Map<Integer, JsonNode> translate() throws IOException {
        BatonProcess.Result result = BatonProcess.run(
                "translate", "--all-groups", "-o", "json", "--timeout", "10s", "-c", configuration.toString());
        Map<Integer, JsonNode> byDistance = new HashMap<>();
        for (JsonNode item : new JsonMapper().readTree(result.out()).path("items")) {
            byDistance.put(records - (int) item.path("committed").asLong(), item);
        }
        return byDistance;
    }

    private void print(
            Map<Integer, Long> theirs, Map<Integer, JsonNode> alive, Map<Integer, JsonNode> gone, double took) {
        System.out.printf("%,d records, one partition; records that a group reads again after the switch%n", records);
        System.out.printf(
                "%10s %14s %14s %14s %14s%n", "behind", "mirrormaker 2", "baton, alive", "baton, gone", "stated");
        for (int behind : BEHIND) {
            Long mm2 = theirs.get(behind);
            System.out.printf(
                    "%,10d %14s %14s %14s %14s%n",
                    behind,
                    mm2 == null ? "none" : String.format("%,d", records - (long) behind - mm2),
                    again(alive.get(behind), behind),
                    again(gone.get(behind), behind),
                    stated(gone.get(behind)));
        }
        System.out.printf("baton translate with the source alive took %.1f s%n", took);
    }

    private String again(JsonNode item, int behind) {
        return item == null || item.path("target").isNull()
                ? "unknown"
                : String.format(
                        "%,d", records - (long) behind - item.path("target").asLong());
    }

    private static String stated(JsonNode item) {
        return item == null || item.path("rereadAtMost").isNull()
                ? "unknown"
                : String.format("<= %,d", item.path("rereadAtMost").asLong());
    }
}
