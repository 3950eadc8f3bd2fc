package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.RecordReader;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.translate.Evidence.Refuted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Refutes checkpoints of an earlier life of a target topic. The record right before the place that a checkpoint names lay there
 * when it was written, so that its time is no later. MirrorMaker 2 leaves the checkpoint where the topic is made anew, and the
 * new log comes past its place sooner or later: then what lies there is younger.
 *
 * <p>A first look asks for offsets by time alone. A record from the future somewhere before says nothing, so that where there
 * is one, the record at the place itself is read; where that cannot be read, the checkpoint counts.
 */
final class CheckpointAges {
    /** How far ahead records may be stamped, as brokers have it by default ({@code message.timestamp.after.max.ms}). */
    private static final Duration AHEAD = Duration.ofHours(1);

    /** How finely times are told: many checkpoints are of one minute. */
    private static final long MINUTE = 60_000;

    private static final long STEP_BACK = 1_000;

    private final Cluster target;
    private final Gathered gathered;
    private final LookedUp refuted = new LookedUp();

    CheckpointAges(Cluster target, Gathered gathered) {
        this.target = target;
        this.gathered = gathered;
    }

    /** A checkpoint that an answer rests on, and when nothing before its place was written any more. */
    private record Rests(String group, TopicPartition source, GroupCheckpoint checkpoint, long until) {}

    /** The evidence against checkpoints that these translations rest on. */
    LookedUp of(List<Translated> translated) {
        List<Rests> all = new ArrayList<>();
        OffsetsAtTimes offsets = new OffsetsAtTimes();
        for (Translated item : translated) {
            String group = item.group();
            if (item.method() == Method.CHECKPOINT && group != null) {
                gathered.checkpoint(group, item.target())
                        .ifPresent(found -> all.add(new Rests(group, item.source(), found, until(found.written()))));
            }
        }
        all.forEach(one -> offsets.want(one.checkpoint().partition(), one.until()));
        try {
            offsets.ask(target);
            List<Rests> doubtful =
                    all.stream().filter(one -> isDoubtful(one, offsets)).toList();
            if (!doubtful.isEmpty()) {
                read(doubtful);
            }
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNAUTHORISED && e.kind() != FailureKind.UNREACHABLE) {
                throw e;
            }
        }
        return refuted;
    }

    private static long until(Instant written) {
        return (written.plus(AHEAD).toEpochMilli() / MINUTE + 1) * MINUTE;
    }

    private static boolean isDoubtful(Rests one, OffsetsAtTimes offsets) {
        return offsets.of(one.checkpoint().partition(), one.until())
                .flatMap(found -> found)
                .filter(later -> later.offset() < one.checkpoint().downstreamOffset())
                .isPresent();
    }

    private void read(List<Rests> doubtful) {
        try (RecordReader reader = target.records().open(Isolation.UNCOMMITTED)) {
            for (Rests one : doubtful) {
                GroupCheckpoint checkpoint = one.checkpoint();
                long place = checkpoint.downstreamOffset();
                Optional<KafkaRecord> before =
                        reader.lastBefore(checkpoint.partition(), place, Math.max(0, place - STEP_BACK));
                before.filter(record -> record.timestamp() >= one.until())
                        .ifPresent(record -> refuted.put(one.group(), one.source(), refutation(checkpoint, record)));
            }
        }
    }

    private static Refuted refutation(GroupCheckpoint checkpoint, KafkaRecord record) {
        return new Refuted(
                Method.CHECKPOINT,
                "it is of " + checkpoint.written() + ", and record " + record.offset() + " before its place "
                        + checkpoint.downstreamOffset() + " is of " + Instant.ofEpochMilli(record.timestamp())
                        + ": the topic was made anew on the target");
    }
}
