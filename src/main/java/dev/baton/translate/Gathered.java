package dev.baton.translate;

import dev.baton.cluster.GroupPartition;
import dev.baton.config.FlowConfig;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.state.FlowState;
import dev.baton.state.InternalTopics;
import dev.baton.state.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All that both clusters said before a translation; the clusters are not asked again for the decision.
 *
 * @param source null where the source cannot be asked
 * @param sourceFailure why not; null where nobody named a source
 * @param leftOut groups of the source, or parts of them, that are not translated, each with the reason
 * @param isWayBack whether commits for a flow's copies go to the originals; its offset syncs are as they were written then, by
 *     the copies' partitions
 */
public record Gathered(
        FlowConfig flow,
        @Nullable SourceSide source,
        @Nullable BatonException sourceFailure,
        TargetSide target,
        Map<String, String> leftOut,
        boolean isWayBack) {

    Gathered(FlowConfig flow, @Nullable SourceSide source, @Nullable BatonException sourceFailure, TargetSide target) {
        this(flow, source, sourceFailure, target, source == null ? Map.of() : source.leftOut(), false);
    }

    /** For the way back: the source is where the copies are. */
    static Gathered ofWayBack(FlowConfig back, SourceSide copies, TargetSide originals) {
        return new Gathered(back, copies, null, originals, copies.leftOut(), true);
    }

    /** From the target alone, which tells of the groups as well. */
    static Gathered ofTarget(
            FlowConfig flow, @Nullable BatonException sourceFailure, TargetSide target, Selection selection) {
        Gathered gathered = new Gathered(flow, null, sourceFailure, target);
        return new Gathered(flow, null, sourceFailure, target, Standings.leftOut(gathered, selection), false);
    }

    public boolean sourceReachable() {
        return source != null;
    }

    /** Baton's own state of the flow; empty records where only MirrorMaker 2 mirrors it. */
    public FlowState state() {
        return target.state();
    }

    /** Everything that counts for nothing, with the reason. */
    public List<Omission> omissions() {
        List<Omission> omissions = new ArrayList<>();
        note(InternalTopics.snapshot(target.state().source()), target.state().skipped(), null, omissions);
        target.checkpoints().forEach(log -> note(log.topic(), log.skipped(), log.unread(), omissions));
        target.syncs().forEach(log -> note(log.topic(), log.skipped(), log.unread(), omissions));
        if (source != null) {
            source.syncs().forEach(log -> note(log.topic(), log.skipped(), log.unread(), omissions));
        }
        leftOut.forEach((group, reason) -> omissions.add(new Omission(Omission.What.GROUP, group, reason)));
        failures().forEach((group, reason) -> omissions.add(new Omission(Omission.What.SILENT_GROUP, group, reason)));
        return omissions;
    }

    private static void note(String topic, int skipped, @Nullable BatonException failure, List<Omission> omissions) {
        if (skipped > 0) {
            omissions.add(new Omission(Omission.What.RECORDS, topic, Omission.notUnderstood(skipped)));
        }
        if (failure != null) {
            omissions.add(new Omission(Omission.What.TOPIC, topic, String.valueOf(failure.getMessage())));
        }
    }

    /** Groups of the source that could not be asked, each with the reason. */
    public Map<String, String> failures() {
        return source == null ? Map.of() : source.failures();
    }

    /** What the topics are called on the target. */
    public TopicNaming naming() {
        return TargetGatherer.naming(target.state(), flow);
    }

    /** The target's partition that a source partition is mirrored to, or that it is a copy of. */
    public TopicPartition targetOf(TopicPartition source) {
        Mark mark = target.state().marks().get(source);
        String topic = mark == null
                ? copies().original(source.topic()).orElseGet(() -> naming().targetTopic(source.topic()))
                : mark.targetTopic();
        return new TopicPartition(topic, source.partition());
    }

    /** Whether a partition of the source is a copy of one of the target, which the flow does not mirror. */
    public boolean isCopy(TopicPartition source) {
        return !target.state().marks().containsKey(source) && copies().cover(source.topic());
    }

    Copies copies() {
        return Copies.of(flow, target.state());
    }

    /** Where the target's logs of the flow start and end. */
    public Map<TopicPartition, LogRange> targetLogs() {
        return target.logs().known();
    }

    /** Why a partition of the target does not say where its log lies; null where it does, or does not exist. */
    @Nullable
    String targetSilence(TopicPartition partition) {
        return target.logs().failures().get(partition);
    }

    /** Where the source's logs start and end; empty where the source cannot be asked. */
    public Map<TopicPartition, LogRange> sourceLogs() {
        return source == null ? Map.of() : source.logs();
    }

    /** Every offset that MirrorMaker 2 is known to have translated for a group, and may have committed on the target. */
    public Set<Long> checkpointed(String group, TopicPartition target) {
        return this.target.checkpoints().stream()
                .flatMap(log -> Stream.ofNullable(log.translated().get(new GroupPartition(group, target))))
                .flatMap(offsets -> offsets.stream().boxed())
                .collect(Collectors.toSet());
    }

    /** The valid checkpoint of a group: the last that was written. */
    Optional<GroupCheckpoint> checkpoint(String group, TopicPartition target) {
        return this.target.checkpoints().stream()
                .flatMap(log -> log.find(group, target).stream())
                .max(Comparator.comparing(GroupCheckpoint::written));
    }
}
