package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.MirrorMaker2;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.IsolationLevel;

/**
 * {@code scripts/bench mirror}: Baton, a bare copy of batches and MirrorMaker 2 copy the same data from one source, one after
 * the other, in rounds, each to a fresh target: one round alone says little on a machine that has other guests. Both brokers
 * are warm, for each of the three alike: the source has been read by consumers of both isolation levels, the target has taken
 * one and a half times as many records of other topics, with a producer's sequences and without.
 */
public final class BenchMirror {
    private final BenchOptions options;

    private BenchMirror(BenchOptions options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        try {
            new BenchMirror(BenchOptions.parse(arguments)).run();
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage() + "\n" + BenchOptions.USAGE);
            System.exit(2);
        } catch (IllegalStateException e) {
            System.err.println("bench: " + e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause()));
            System.exit(1);
        }
    }

    private void run() throws Exception {
        Launched.prepare();
        List<DataSet> sets = new ArrayList<>();
        if (options.records() > 0) {
            sets.add(DataSet.large(options.records(), options.partitions()));
        }
        if (options.smallRecords() > 0) {
            sets.add(DataSet.small(options.smallRecords(), options.partitions()));
        }
        if (options.tinyRecords() > 0) {
            sets.add(DataSet.tiny(options.tinyRecords(), options.partitions()));
        }
        Map<DataSet, Map<Peer, Measurement>> results = new LinkedHashMap<>();
        for (DataSet set : sets) {
            results.put(set, measure(set));
            System.out.println(BenchTable.of(set, results.get(set)));
        }
        BenchTable.tinyToWellBatched(results).ifPresent(System.out::println);
    }

    private Map<Peer, Measurement> measure(DataSet data) throws Exception {
        Map<Peer, List<Measurement>> rounds = new EnumMap<>(Peer.class);
        try (KafkaCluster east = Rig.broker("east").start()) {
            progress("writing %,d records: %s", data.records(), data.title());
            data.writeTo(east);
            for (IsolationLevel isolation : IsolationLevel.values()) {
                data.readFrom(east, isolation);
            }
            Rig.awaitIdle();
            for (int round = 1; round <= options.rounds(); round++) {
                for (Peer peer : options.mirrors()) {
                    progress("%s copies, %d of %d", peer.title(), round, options.rounds());
                    rounds.computeIfAbsent(peer, any -> new ArrayList<>()).add(measure(peer, east, data));
                }
            }
        }
        Map<Peer, Measurement> results = new EnumMap<>(Peer.class);
        rounds.forEach((peer, measured) -> results.put(peer, Measurement.median(measured)));
        return results;
    }

    private Measurement measure(Peer peer, KafkaCluster east, DataSet data) throws Exception {
        return switch (peer) {
            case BATON -> baton(east, data);
            case RAW -> raw(east, data);
            case MM2 -> mirrorMaker2(east, data);
        };
    }

    private Measurement baton(KafkaCluster east, DataSet data) throws Exception {
        try (KafkaCluster west = warmTarget(east, data)) {
            Stopwatch watch = new Stopwatch(west, data.topic(), data);
            try (Launched baton = Launched.mirror(east, west, data.topic())) {
                return watch.await(baton.handle(), options.limit());
            } catch (IllegalStateException e) {
                throw new IllegalStateException("baton: " + e.getMessage());
            }
        }
    }

    private Measurement raw(KafkaCluster east, DataSet data) throws Exception {
        try (KafkaCluster west = warmTarget(east, data)) {
            Stopwatch watch = new Stopwatch(west, data.topic(), data);
            Process copy = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RawCopy.class.getName(),
                            east.bootstrap(),
                            west.bootstrap(),
                            data.topic(),
                            Integer.toString(data.partitions()),
                            Long.toString(data.records()))
                    .inheritIO()
                    .start();
            try {
                return watch.await(copy.toHandle(), options.limit());
            } catch (IllegalStateException e) {
                throw new IllegalStateException("raw copy: " + e.getMessage());
            } finally {
                copy.destroyForcibly();
            }
        }
    }

    private Measurement mirrorMaker2(KafkaCluster east, DataSet data) throws Exception {
        try (KafkaCluster west = warmTarget(east, data)) {
            Stopwatch watch = new Stopwatch(west, "east." + data.topic(), data);
            try (MirrorMaker2 peer = Rig.mirrorMaker2(east, west, data.topic(), data.compression())) {
                return watch.await(peer.handle(), options.limit());
            } catch (IllegalStateException e) {
                throw new IllegalStateException("MirrorMaker 2: " + e.getMessage());
            }
        }
    }

    /**
     * A new target that has compiled its code, as a broker in use has long done; here it would be half of all work. It takes
     * records from a producer, then twice more as copies of whole batches, in the two ways that those measured here have:
     * one pass leaves it compiling for a minute yet.
     */
    private static KafkaCluster warmTarget(KafkaCluster east, DataSet data) throws Exception {
        KafkaCluster west = Rig.broker("west").start();
        try {
            DataSet warmUp = data.warmUp();
            warmUp.writeTo(west);
            String anonymous = data.topic() + "-copy-1";
            String claimed = data.topic() + "-copy-2";
            RawCopy.warmUp(east, west, data, anonymous);
            RawCopy.warmUpAsProducer(east, west, data, claimed);
            Rig.awaitIdle();
            try (Admin admin = west.admin()) {
                admin.deleteTopics(List.of(anonymous, claimed)).all().get();
            }
        } catch (Exception e) {
            west.close();
            throw e;
        }
        return west;
    }

    private static void progress(String format, Object... values) {
        System.err.printf("bench: " + format + "%n", values);
    }
}
