package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.TimedOffset;
import dev.baton.failure.BatonException;
import dev.baton.translate.Evidence.RecordTime;
import dev.baton.translate.Evidence.Refuted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks up target offsets by time: that of the last record which a group consumed, or a time of the user's.
 *
 * <p>Every unconsumed record has at least the least time of all of them, and so has its copy, as long as copies keep their
 * time: the first target record of that time or later lies at or before all of them, a lower bound. The anchor's time serves
 * where times do not go back; its copy need not be on the target any more, so that the unconsumed records are looked through
 * as well, up to a limit that is far beyond how much times go back. On a topic that is stamped with the time of appending it
 * proves nothing, and so it does where nobody knows whether it is. What cannot be asked for is unknown, and costs nothing else.
 */
final class TimeLookup {
    private final @Nullable Cluster source;
    private final Cluster target;
    private final Gathered gathered;
    private final boolean force;
    private final LookedUp times = new LookedUp();
    private final List<Wanted> wanted = new ArrayList<>();

    /**
     * For what was gathered.
     *
     * @param force whether topics stamped with the time of appending are looked up all the same
     */
    TimeLookup(@Nullable Cluster source, Cluster target, Gathered gathered, boolean force) {
        this.source = source;
        this.target = target;
        this.gathered = gathered;
        this.force = force;
    }

    /** A time to look up in the copy of a source partition, for a group. */
    private record Wanted(String group, TopicPartition source, TopicPartition target, long time) {}

    /** One time for all partitions. Only the target's times matter: nobody says whose the given one is. */
    LookedUp at(Selection selection, Instant time) {
        Map<String, Map<TopicPartition, Standing>> standings = Standings.of(gathered, selection);
        Map<TopicPartition, String> refused = refused(standings, null);
        standings.forEach((group, partitions) -> partitions.keySet().forEach(partition -> {
            if (!isRefused(group, partition, refused)) {
                want(group, partition, time.toEpochMilli());
            }
        }));
        lookUp("the given time; nothing proves that the group had consumed all before it");
        return times;
    }

    private void want(String group, TopicPartition source, long time) {
        TopicPartition copy = gathered.targetOf(source);
        if (gathered.targetLogs().containsKey(copy)) {
            wanted.add(new Wanted(group, source, copy, time));
        }
    }

    /** The time of the last record that each group consumed; needs the source. */
    LookedUp ofAnchors(Selection selection) {
        Map<String, Map<TopicPartition, Standing>> standings = Standings.of(gathered, selection);
        Cluster asked = source;
        if (asked == null || !gathered.sourceReachable()) {
            standings.forEach((group, partitions) -> partitions
                    .keySet()
                    .forEach(partition -> times.put(
                            group,
                            partition,
                            new Refuted(Method.TIMESTAMP, "the source is needed for the record's time"))));
            return times;
        }
        Map<TopicPartition, Map<String, Long>> commits = commits(standings, refused(standings, asked));
        AnchorTimes.over(asked, gathered.sourceLogs()).of(commits).forEach((partition, found) -> {
            if (found instanceof Outcome.Failed<Map<String, Long>> failed) {
                commits.getOrDefault(partition, Map.of())
                        .keySet()
                        .forEach(group -> times.put(group, partition, refuted(failed.failure())));
            } else {
                found.orThrow().forEach((group, time) -> want(group, partition, time));
            }
        });
        lookUp("the time of the last consumed record, or of an older one behind it");
        return times;
    }

    /** Those whose times can be looked up, by partition and group. */
    private Map<TopicPartition, Map<String, Long>> commits(
            Map<String, Map<TopicPartition, Standing>> standings, Map<TopicPartition, String> refused) {
        Map<TopicPartition, Map<String, Long>> commits = new PartitionMap<>();
        standings.forEach((group, partitions) -> partitions.forEach((partition, standing) -> {
            if (!isRefused(group, partition, refused)
                    && gathered.sourceLogs().containsKey(partition)
                    && gathered.targetLogs().containsKey(gathered.targetOf(partition))) {
                commits.computeIfAbsent(partition, p -> new TreeMap<>()).put(group, standing.committed());
            }
        }));
        return commits;
    }

    private boolean isRefused(String group, TopicPartition partition, Map<TopicPartition, String> refused) {
        String why = refused.get(partition);
        if (why != null) {
            times.put(group, partition, new Refuted(Method.TIMESTAMP, why + "; --force looks it up all the same"));
        }
        return why != null;
    }

    private void lookUp(String what) {
        OffsetsAtTimes offsets = new OffsetsAtTimes();
        wanted.forEach(one -> offsets.want(one.target(), one.time()));
        offsets.ask(target);
        for (Wanted one : wanted) {
            Outcome<Optional<TimedOffset>> found = offsets.outcome(one.target(), one.time());
            times.put(
                    one.group(),
                    one.source(),
                    found instanceof Outcome.Failed<?> failed
                            ? refuted(failed.failure())
                            : new RecordTime(
                                    found.orThrow().map(TimedOffset::offset).orElse(null),
                                    what + ", " + Instant.ofEpochMilli(one.time())));
        }
    }

    private static Refuted refuted(BatonException failure) {
        return new Refuted(Method.TIMESTAMP, String.valueOf(failure.getMessage()));
    }

    /** Why times of partitions prove nothing; of the source as well, where it is asked for them. */
    private Map<TopicPartition, String> refused(
            Map<String, Map<TopicPartition, Standing>> standings, @Nullable Cluster asked) {
        Map<TopicPartition, String> refused = new PartitionMap<>();
        if (force) {
            return refused;
        }
        Set<TopicPartition> partitions =
                standings.values().stream().flatMap(s -> s.keySet().stream()).collect(Collectors.toSet());
        Map<String, String> onSource = asked == null
                ? Map.of()
                : KeptTimes.refused(
                        asked, partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        Map<String, String> onTarget = KeptTimes.refused(
                target,
                partitions.stream()
                        .map(gathered::targetOf)
                        .filter(copy -> gathered.targetLogs().containsKey(copy))
                        .map(TopicPartition::topic)
                        .collect(Collectors.toSet()));
        for (TopicPartition partition : partitions) {
            String why = onSource.get(partition.topic());
            why = why == null ? onTarget.get(gathered.targetOf(partition).topic()) : why;
            if (why != null) {
                refused.put(partition, why);
            }
        }
        return refused;
    }
}
