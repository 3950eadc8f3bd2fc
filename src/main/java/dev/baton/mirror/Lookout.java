package dev.baton.mirror;

import dev.baton.cluster.PartitionMap;
import dev.baton.config.FlowConfig;
import dev.baton.mirror.MirrorView.Behind;
import dev.baton.mirror.MirrorView.Links;
import dev.baton.mirror.MirrorView.Phase;
import dev.baton.mirror.MirrorView.Stopped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Puts together how the mirror stands from what its parts publish of themselves anyway: none of them is made to wait. */
final class Lookout {
    private final FlowConfig flow;
    private final Instant startedAt;
    private final Engine engine;
    private final Supervisor supervisor;
    private final Lease lease;
    private final Tally tally;

    Lookout(FlowConfig flow, Instant startedAt, Engine engine, Supervisor supervisor, Lease lease, Tally tally) {
        this.flow = flow;
        this.startedAt = startedAt;
        this.engine = engine;
        this.supervisor = supervisor;
        this.lease = lease;
        this.tally = tally;
    }

    /**
     * Before there is any work.
     *
     * @param silentSince of the source, where it has not answered what it was asked; else null
     */
    static MirrorView starting(FlowConfig flow, Instant startedAt, @Nullable Instant silentSince, boolean leaseHeld) {
        Instant now = Instant.now();
        return new MirrorView(
                flow.from(),
                flow.to(),
                startedAt,
                now,
                Phase.STARTING,
                new Links(silentSince == null ? null : Duration.between(silentSince, now), leaseHeld),
                List.of(),
                List.of(),
                new MirrorView.Groups(0, null),
                new MirrorView.Counts(0, 0, 0));
    }

    MirrorView view(Phase phase, List<Stopped> stopped, MirrorView.Groups groups, long rebalances) {
        Instant now = Instant.now();
        Map<TopicPartition, Progress> lanes = engine.progress();
        tally.see(engine::progress);
        Duration silence = engine.sourceSilence();
        boolean known = !lanes.isEmpty() && (silence.compareTo(Links.SILENT) < 0 || engine.isSourceAsked());
        return new MirrorView(
                flow.from(),
                flow.to(),
                startedAt,
                now,
                phase,
                new Links(known ? silence : null, lease.isValid()),
                topics(lanes.keySet(), partitions(stopped), now),
                stopped,
                groups,
                new MirrorView.Counts(supervisor.shards().size(), rebalances, supervisor.retries()));
    }

    private static Set<TopicPartition> partitions(List<Stopped> stopped) {
        Set<TopicPartition> partitions = PartitionMap.newSet();
        stopped.forEach(one -> partitions.add(new TopicPartition(one.topic(), one.partition())));
        return partitions;
    }

    private List<MirrorView.Topic> topics(Set<TopicPartition> mirroring, Set<TopicPartition> stopped, Instant now) {
        Tally.Counted known = tally.counted();
        Map<TopicPartition, Tally.Sum> sums = known.partitions();
        Set<TopicPartition> mine = supervisor.partitions();
        Set<TopicPartition> all = PartitionMap.newSet(sums.keySet());
        all.addAll(mine);
        all.addAll(stopped);
        Map<String, Sums> topics = new TreeMap<>();
        for (TopicPartition partition : all) {
            topics.computeIfAbsent(partition.topic(), Sums::new)
                    .add(
                            sums.getOrDefault(partition, Tally.Sum.NOTHING),
                            mine.contains(partition) || stopped.contains(partition),
                            mirroring.contains(partition),
                            stopped.contains(partition),
                            now);
        }
        known.past()
                .forEach(
                        (topic, sum) -> topics.computeIfAbsent(topic, Sums::new).add(sum));
        return topics.values().stream().map(Sums::topic).toList();
    }

    /** One topic, as its partitions are added up. */
    private static final class Sums {
        private final String name;
        private final List<Behind> behind = new ArrayList<>();
        private int partitions;
        private int mirroring;
        private int stopped;
        private long records;
        private long bytes;
        private long batches;

        private Sums(String name) {
            this.name = name;
        }

        private void add(Tally.Sum sum) {
            records += sum.records();
            bytes += sum.bytes();
            batches += sum.batches();
        }

        private void add(Tally.Sum sum, boolean mine, boolean moves, boolean stands, Instant now) {
            add(sum);
            if (mine) {
                partitions++;
                mirroring += moves && !stands ? 1 : 0;
                stopped += stands ? 1 : 0;
                behind.add(behind(sum, now));
            }
        }

        private static Behind behind(Tally.Sum sum, Instant now) {
            Long records = sum.recordsBehind();
            @Nullable Duration time = Tally.behind(sum, now);
            return records == null || time == null
                    ? new Behind(records == null ? 0 : records, time, 1)
                    : new Behind(records, time, 0);
        }

        private MirrorView.Topic topic() {
            return new MirrorView.Topic(
                    name,
                    partitions,
                    mirroring,
                    stopped,
                    records,
                    bytes,
                    batches,
                    behind.stream().reduce(Behind.NOTHING, Behind::and));
        }
    }
}
