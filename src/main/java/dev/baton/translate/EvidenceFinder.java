package dev.baton.translate;

import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.mirrormaker.OffsetSyncLog;
import dev.baton.offsets.OffsetMap;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.Mark;
import dev.baton.state.TurnPoint;
import dev.baton.translate.Evidence.Carried;
import dev.baton.translate.Evidence.Checkpointed;
import dev.baton.translate.Evidence.Mirrored;
import dev.baton.translate.Evidence.Refuted;
import dev.baton.translate.Evidence.Syncs;
import dev.baton.translate.Evidence.TurnedSyncs;
import dev.baton.translate.SyncHistory.Sync;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What was gathered about one partition, as evidence. Pure. */
final class EvidenceFinder {
    /** A mirror that runs writes a mark, or a beat that says that it is true still, every second. */
    private static final Duration KEPT_UP = Duration.ofMinutes(1);

    private final Gathered gathered;
    private final Map<TopicPartition, Optional<Evidence>> syncs = new PartitionMap<>();

    /** Of the group that was asked for last; they come one after the other. */
    private @Nullable Carriage carriage;

    /** What the mirror carried over of one group: commits on the source, and what was to become of them on the target. */
    private record Carriage(String group, Map<TopicPartition, Long> upstream, Map<TopicPartition, Long> downstream) {}

    EvidenceFinder(Gathered gathered) {
        this.gathered = gathered;
    }

    List<Evidence> find(String group, TopicPartition source) {
        TopicPartition target = gathered.targetOf(source);
        List<Evidence> evidence = new ArrayList<>();
        Mark mark = gathered.state().marks().get(source);
        if (mark != null) {
            addMirrored(mark, source, target, evidence);
            if (evidence.stream().anyMatch(Mirrored.class::isInstance)) {
                addCarried(group, source, target, mark, evidence);
            }
        }
        syncs.computeIfAbsent(source, this::syncs).ifPresent(evidence::add);
        gathered.checkpoint(group, target)
                .ifPresent(found -> evidence.add(new Checkpointed(found.upstreamOffset(), found.downstreamOffset())));
        return evidence;
    }

    /**
     * Whether Baton's own map of a partition says all that content could, a second later at most. A mark that is not of these
     * topics any more, or that nobody keeps up since another mirror took over, says nothing of what was copied since.
     */
    boolean isKeptUp(TopicPartition source) {
        SourceSide asked = gathered.source();
        Mark mark = gathered.state().marks().get(source);
        return asked != null
                && mark != null
                && isMirrored(mark, source)
                && !gathered.state().asOf(mark).isBefore(asked.askedAt().minus(KEPT_UP));
    }

    private boolean isMirrored(Mark mark, TopicPartition source) {
        TopicPartition target = gathered.targetOf(source);
        LogRange log = gathered.targetLogs().get(target);
        List<Evidence> evidence = new ArrayList<>();
        addMirrored(mark, source, target, evidence);
        return log != null
                && evidence.stream()
                        .anyMatch(found -> found instanceof Mirrored mirrored && mirrored.mirroredEnd() <= log.end());
    }

    private void addMirrored(Mark mark, TopicPartition source, TopicPartition target, List<Evidence> evidence) {
        Method method = mark.mode() == Mark.Mode.PRESERVED ? Method.PRESERVED : Method.MAP;
        SourceSide asked = gathered.source();
        String onSource = asked == null ? null : asked.topicIds().get(source.topic());
        String onTarget = gathered.target().topicIds().get(target.topic());
        Outcome<OffsetMap> map = gathered.target().maps().get(source);
        if (differs(mark.sourceTopicId(), onSource)) {
            evidence.add(new Refuted(method, "the topic was made anew on the source since it was mirrored"));
        } else if (differs(mark.targetTopicId(), onTarget)) {
            evidence.add(new Refuted(method, "the topic was made anew on the target since it was mirrored"));
        } else if (map instanceof Outcome.Known<OffsetMap> known) {
            evidence.add(new Mirrored(
                    known.value(), mark.coveredTo(), mark.targetOffset(), mark.alignedStart(), turn(mark, source)));
        } else if (map instanceof Outcome.Failed<OffsetMap> failed) {
            evidence.add(new Refuted(method, String.valueOf(failed.failure().getMessage())));
        }
    }

    private @Nullable TurnPoint turn(Mark mark, TopicPartition source) {
        TurnPoint turn = gathered.state().turns().get(source);
        return turn != null && turn.targetTopicId().equals(mark.targetTopicId()) ? turn : null;
    }

    private void addCarried(
            String group, TopicPartition source, TopicPartition target, Mark mark, List<Evidence> evidence) {
        GroupSnapshot snapshot = gathered.state().groups().get(group);
        if (snapshot == null || !snapshot.isMeantFor(mark.targetTopic(), mark.targetTopicId())) {
            return;
        }
        Carriage known = carriage;
        if (known == null || !known.group().equals(group)) {
            known = new Carriage(group, offsets(snapshot.commits()), offsets(snapshot.intended()));
            carriage = known;
        }
        Long upstream = known.upstream().get(source);
        Long downstream = known.downstream().get(target);
        if (upstream != null && downstream != null) {
            Outcome<OffsetMap> map = gathered.target().maps().get(source);
            boolean preserved = map != null && map.map(OffsetMap::isPreserved).orThrow();
            evidence.add(new Carried(preserved ? Method.PRESERVED : Method.MAP, upstream, downstream));
        }
    }

    private static Map<TopicPartition, Long> offsets(List<GroupSnapshot.Commit> commits) {
        Map<TopicPartition, Long> offsets = new PartitionMap<>();
        commits.forEach(commit -> offsets.put(new TopicPartition(commit.topic(), commit.partition()), commit.offset()));
        return offsets;
    }

    private static boolean differs(String recorded, @Nullable String seen) {
        return seen != null && !seen.equals(recorded);
    }

    /** They lie on one of the two clusters, as MirrorMaker 2 was told. */
    private Optional<Evidence> syncs(TopicPartition source) {
        SourceSide asked = gathered.source();
        List<Sync> onSource = asked == null ? List.of() : syncs(asked.syncs(), source);
        List<Sync> found = onSource.isEmpty() ? syncs(gathered.target().syncs(), source) : onSource;
        if (found.isEmpty()) {
            return Optional.empty();
        }
        SyncHistory history = SyncHistory.of(found);
        return Optional.of(gathered.isWayBack() ? new TurnedSyncs(history) : new Syncs(history));
    }

    private static List<Sync> syncs(List<OffsetSyncLog> logs, TopicPartition source) {
        return logs.stream()
                .flatMap(log -> log.of(source).stream())
                .map(sync -> new Sync(sync.upstreamOffset(), sync.downstreamOffset()))
                .toList();
    }
}
