package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.RecordReader;
import dev.baton.cluster.TimedOffset;
import dev.baton.translate.Evidence.RecordTime;
import dev.baton.translate.Evidence.Refuted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
 * proves nothing.
 */
final class TimeLookup {
    private static final String TIMESTAMP_TYPE = "message.timestamp.type";
    private static final String APPEND_TIME = "LogAppendTime";
    private static final long FIRST_STEP_BACK = 100;
    private static final long LOOKED_THROUGH = 200_000;

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

    /** One time for all partitions. */
    LookedUp at(Selection selection, Instant time) {
        Standings.of(gathered, selection)
                .forEach((group, standings) ->
                        standings.keySet().forEach(partition -> want(group, partition, time.toEpochMilli())));
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
        Set<TopicPartition> refused = appendTimed(asked, standings);
        try (RecordReader reader = asked.records().open(Isolation.COMMITTED)) {
            standings.forEach((group, partitions) -> anchorTimes(reader, group, partitions, refused)
                    .forEach((partition, time) -> want(group, partition, time)));
        }
        lookUp("the time of the last consumed record, or of an older one behind it");
        return times;
    }

    private Map<TopicPartition, Long> anchorTimes(
            RecordReader reader, String group, Map<TopicPartition, Standing> partitions, Set<TopicPartition> refused) {
        Map<TopicPartition, Long> anchors = new HashMap<>();
        partitions.forEach((partition, standing) -> {
            if (refused.contains(partition)) {
                times.put(
                        group,
                        partition,
                        new Refuted(
                                Method.TIMESTAMP,
                                "the topic is stamped with the time of appending, which the copy does not keep;"
                                        + " --force looks it up all the same"));
            } else {
                anchor(reader, partition, standing.committed())
                        .ifPresent(record -> anchors.put(
                                partition, leastFrom(reader, partition, standing.committed(), record.timestamp())));
            }
        });
        return anchors;
    }

    /** The last committed record before an offset: a marker or a hole may lie right before it, so it steps back. */
    private Optional<KafkaRecord> anchor(RecordReader reader, TopicPartition partition, long committed) {
        LogRange log = gathered.sourceLogs().get(partition);
        if (log == null) {
            return Optional.empty();
        }
        long to = committed;
        for (long step = FIRST_STEP_BACK; to > log.start(); step *= 10) {
            long from = Math.max(log.start(), to - step);
            List<KafkaRecord> found = reader.read(partition, from, to, Integer.MAX_VALUE);
            if (!found.isEmpty()) {
                return Optional.of(found.get(found.size() - 1));
            }
            to = from;
        }
        return Optional.empty();
    }

    /** The least time from the anchor on, of as many records as are looked through. */
    private static long leastFrom(RecordReader reader, TopicPartition partition, long committed, long anchor) {
        long[] least = {anchor};
        long[] left = {LOOKED_THROUGH};
        reader.scan(partition, committed, Long.MAX_VALUE, record -> {
            least[0] = Math.min(least[0], record.timestamp());
            return --left[0] > 0;
        });
        return least[0];
    }

    /** A request names a partition once, so that there are as many as a partition has different times. */
    private void lookUp(String what) {
        Map<TopicPartition, NavigableSet<Long>> open = new HashMap<>();
        wanted.forEach(
                one -> open.computeIfAbsent(one.target(), p -> new TreeSet<>()).add(one.time()));
        Map<TopicPartition, Map<Long, Outcome<Optional<TimedOffset>>>> found = new HashMap<>();
        while (!open.isEmpty()) {
            Map<TopicPartition, Long> round = new HashMap<>();
            open.forEach((partition, left) -> round.put(partition, left.pollFirst()));
            open.values().removeIf(NavigableSet::isEmpty);
            target.offsets()
                    .atTime(round)
                    .forEach((partition, outcome) -> found.computeIfAbsent(partition, p -> new HashMap<>())
                            .put(round.get(partition), outcome));
        }
        for (Wanted one : wanted) {
            if (found.getOrDefault(one.target(), Map.of()).get(one.time())
                    instanceof Outcome.Known<Optional<TimedOffset>> known) {
                Long offset = known.value().map(TimedOffset::offset).orElse(null);
                times.put(
                        one.group(),
                        one.source(),
                        new RecordTime(offset, what + ", " + Instant.ofEpochMilli(one.time())));
            }
        }
    }

    private Set<TopicPartition> appendTimed(Cluster asked, Map<String, Map<TopicPartition, Standing>> standings) {
        if (force) {
            return Set.of();
        }
        Set<TopicPartition> partitions =
                standings.values().stream().flatMap(s -> s.keySet().stream()).collect(Collectors.toSet());
        var onSource = asked.configs()
                .describe(partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        var onTarget = target.configs()
                .describe(partitions.stream()
                        .map(partition -> gathered.targetOf(partition).topic())
                        .collect(Collectors.toSet()));
        return partitions.stream()
                .filter(partition -> isAppendTimed(onSource.get(partition.topic()))
                        || isAppendTimed(
                                onTarget.get(gathered.targetOf(partition).topic())))
                .collect(Collectors.toSet());
    }

    private static boolean isAppendTimed(@Nullable Outcome<Map<String, String>> configs) {
        Map<String, String> known = configs == null ? null : configs.orNull();
        return known != null && APPEND_TIME.equals(known.get(TIMESTAMP_TYPE));
    }
}
