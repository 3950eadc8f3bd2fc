package dev.baton.inspect;

import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.config.FlowConfig;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.mirrormaker.MirrorMakerNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How the MirrorMaker 2 of a flow stands, and the errors of its versions as far as what it wrote shows them. Pure.
 *
 * @param source null where it does not answer
 */
record MirrorMakerChecks(
        StatusReport status, LagReport lag, @Nullable SourceView source, TargetView target, FlowConfig flow) {
    private static final String CHECK = "mirrormaker2";
    private static final Duration STALE = Duration.ofSeconds(60);

    /** It writes the last sync of a quiet topic at the next flush, a minute later, and the checkpoint after that. */
    private static final Duration SETTLED = Duration.ofMinutes(3);

    void check(Readiness readiness, Instant now) {
        readiness.checking(CHECK);
        heartbeat(readiness, now);
        syncs(readiness);
        bothWays(readiness);
        uncovered(readiness);
        target.foreign()
                .unread()
                .forEach((topic, why) -> readiness.notChecked(CHECK, topic + " was not read: " + why.getMessage()));
        Map<TopicPartition, Long> sourceEnds = sourceEnds();
        for (CheckpointLog log : target.foreign().checkpoints()) {
            beyondTheTarget(log, readiness);
            beyondTheSource(log, sourceEnds, readiness);
            beforeTheEnd(log, sourceEnds, readiness, now);
            skipped(log, readiness);
        }
    }

    private void heartbeat(Readiness readiness, Instant now) {
        Instant beat = target.foreign().heartbeat();
        if (beat == null) {
            readiness.add(
                    Severity.NOTE,
                    CHECK,
                    "MirrorMaker 2 copied no heartbeats here",
                    "whether it lives cannot be told from the target",
                    "let it emit and replicate heartbeats");
        } else if (Duration.between(beat, now).compareTo(STALE) > 0) {
            boolean alone = status.source().reachable();
            readiness.add(
                    alone ? Severity.BLOCKER : Severity.NOTE,
                    CHECK,
                    "MirrorMaker 2 copied no heartbeat since " + beat,
                    alone ? "it does not copy data either" : "what was written to the source after that is not here",
                    alone ? "look at its log, and restart it" : "nothing, where the source is gone");
        }
    }

    private void syncs(Readiness readiness) {
        boolean here = target.topics().stream()
                .anyMatch(topic -> MirrorMakerNames.offsetSyncsOf(topic)
                        .filter(flow.from()::equals)
                        .isPresent());
        if (!here && source == null) {
            readiness.notChecked(
                    CHECK, "offset syncs, which lie on the source: it does not answer, and checkpoints alone are left");
        } else if (!here) {
            readiness.add(
                    Severity.WARNING,
                    CHECK,
                    "MirrorMaker 2 keeps its offset syncs on the source",
                    "with the source gone only its checkpoints are left, which are minutes old and less exact",
                    "set offset-syncs.topic.location=target");
        }
    }

    /** Both ways use the same names of topics: then their syncs are not used, see where they are read. */
    private void bothWays(Readiness readiness) {
        boolean sameNames = !flow.naming().isIdentity()
                && target.topics().stream()
                        .flatMap(topic -> flow.naming().sourceTopic(topic).stream())
                        .anyMatch(target.topics()::contains);
        if (flow.following().syncsLocation() == null && sameNames) {
            readiness.add(
                    Severity.WARNING,
                    CHECK,
                    "the target has topics of its own with the names of some that are mirrored to it, and nobody said where"
                            + " MirrorMaker 2 keeps its offset syncs",
                    "they may be those of the flow back, and are not used for these topics",
                    "set offset-syncs.topic.location in the flow, as MirrorMaker 2 has it");
        }
    }

    /** Where Baton carries the groups, they are its own check. */
    private void uncovered(Readiness readiness) {
        List<String> uncovered = status.groups().uncovered();
        if (status.mirror().alive() == null && uncovered != null && !uncovered.isEmpty()) {
            readiness.add(
                    Severity.WARNING,
                    CHECK,
                    "MirrorMaker 2 wrote no checkpoint for groups that have commits: " + String.join(", ", uncovered),
                    "with the source gone nobody knows where they stood; before 2.7 (KAFKA-10048) and after a restart"
                            + " before 3.8 (KAFKA-15905, KAFKA-16622) it leaves out groups that are behind",
                    "upgrade MirrorMaker 2, look at its groups filter, or run baton mirror --groups-only");
        }
    }

    /** Offsets that were counted on past a sync, or copied as they were. */
    private void beyondTheTarget(CheckpointLog log, Readiness readiness) {
        List<GroupCheckpoint> beyond = matching(log, checkpoint -> {
            Long end = known(target.ends(), checkpoint.partition());
            return end != null && checkpoint.downstreamOffset() > end;
        });
        if (!beyond.isEmpty()) {
            readiness.add(
                    Severity.BLOCKER,
                    CHECK,
                    beyond.size() + " checkpoints lie past the target's log, as of " + named(beyond.get(0)),
                    "KAFKA-12468 or KAFKA-12635, or a topic was made anew: sync.group.offsets would lose records",
                    "upgrade MirrorMaker 2 to 3.8 or later; translate with Baton, which ignores these");
        }
    }

    private void beyondTheSource(CheckpointLog log, Map<TopicPartition, Long> sourceEnds, Readiness readiness) {
        List<GroupCheckpoint> beyond = matching(log, checkpoint -> {
            Long end = sourceEnds.get(checkpoint.partition());
            return end != null && checkpoint.upstreamOffset() > end;
        });
        if (!beyond.isEmpty()) {
            readiness.add(
                    Severity.WARNING,
                    CHECK,
                    beyond.size() + " checkpoints lie past the source's log, as of " + named(beyond.get(0)),
                    "the topic was made anew there, or cut; MirrorMaker 2 says nothing of it and may have skipped records",
                    "compare the topic on both sides; Baton ignores these checkpoints");
        }
    }

    /** Of a group that has read everything, long enough ago for the last sync to be there. */
    private void beforeTheEnd(
            CheckpointLog log, Map<TopicPartition, Long> sourceEnds, Readiness readiness, Instant now) {
        List<GroupCheckpoint> before = matching(log, checkpoint -> {
            Long end = sourceEnds.get(checkpoint.partition());
            Long here = known(target.ends(), checkpoint.partition());
            return end != null
                    && here != null
                    && checkpoint.upstreamOffset() == end
                    && checkpoint.downstreamOffset() < here
                    && checkpoint.written().plus(SETTLED).isBefore(now);
        });
        if (!before.isEmpty()) {
            readiness.add(
                    Severity.WARNING,
                    CHECK,
                    before.size()
                            + " groups have read all of the source, and MirrorMaker 2 puts them before the target's"
                            + " end, as " + named(before.get(0)),
                    "they read records again; 3.5.0 to 3.6.1 never come to the end of a quiet topic (KAFKA-15906)",
                    "upgrade MirrorMaker 2 to 3.7 or later; translate with Baton while the source lives");
        }
    }

    private static void skipped(CheckpointLog log, Readiness readiness) {
        if (log.skipped() > 0) {
            readiness.add(
                    Severity.NOTE,
                    CHECK,
                    log.topic() + " holds " + log.skipped() + " records that are no checkpoints of a known version",
                    "they are not used",
                    "find out who wrote them");
        }
    }

    /** The present ends on the source, by the partition of the target; none where the source does not answer. */
    private Map<TopicPartition, Long> sourceEnds() {
        Map<TopicPartition, Long> ends = new PartitionMap<>();
        if (source != null) {
            for (LagReport.Item item : lag.items()) {
                Long end = item.sourceEnd();
                if (end != null) {
                    ends.put(new TopicPartition(item.targetTopic(), item.partition()), end);
                }
            }
        }
        return ends;
    }

    private static @Nullable Long known(Map<TopicPartition, Outcome<Long>> ends, TopicPartition partition) {
        Outcome<Long> end = ends.get(partition);
        return end == null ? null : end.orNull();
    }

    private static List<GroupCheckpoint> matching(CheckpointLog log, Predicate<GroupCheckpoint> wanted) {
        return log.latest().values().stream().filter(wanted).toList();
    }

    private static String named(GroupCheckpoint checkpoint) {
        return "group " + checkpoint.group() + " at " + checkpoint.partition() + ": " + checkpoint.upstreamOffset()
                + " to " + checkpoint.downstreamOffset();
    }
}
