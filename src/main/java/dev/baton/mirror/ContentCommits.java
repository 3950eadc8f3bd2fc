package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.translate.ContentLookup;
import dev.baton.translate.Evidence.Content;
import dev.baton.translate.LogRange;
import dev.baton.translate.LogRanges;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The translation where somebody else mirrors: the records around a commit are found again on the target by their content.
 * What is not proved exact is a lower bound, and is looked up again. A round takes a few seconds at most; what it did not come
 * to waits for the next.
 */
final class ContentCommits implements GroupTranslation, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContentCommits.class);
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final int KNOWN_A_PARTITION = 1_000;

    private final Cluster source;
    private final Cluster target;
    private final FlowTopics topics;
    private final ContentLookup lookup;
    private final Map<Copy, TreeMap<Long, Long>> exact = new HashMap<>();
    private final Set<String> said = new HashSet<>();
    private final Map<TopicPartition, String> failures = new ConcurrentHashMap<>();
    private final Patience toAskSource;
    private final Patience toAskTarget;
    private Set<Tried> triedBefore = Set.of();
    private Set<Tried> triedNow = Set.of();
    private Map<TopicPartition, LogRange> sourceLogs = Map.of();
    private Map<TopicPartition, LogRange> targetLogs = Map.of();
    private long deadline;
    private volatile boolean complete;

    /** One partition of the topics that have its name now. */
    private record Copy(TopicPartition source, String sourceId, String targetId) {}

    private record Tried(Copy copy, long committed) {}

    ContentCommits(Cluster source, Cluster target, FlowTopics topics) {
        this.source = source;
        this.target = target;
        this.topics = topics;
        this.toAskSource = new Patience(source.patience());
        this.toAskTarget = new Patience(target.patience());
        this.lookup = new ContentLookup(source, target, words -> LOG.info("{}", words));
    }

    @Override
    public void prepare(Collection<TopicPartition> partitions, Set<String> moved) {
        LogRanges here = ranges(source, partitions, toAskSource);
        LogRanges there = ranges(
                target, partitions.stream().flatMap(p -> twin(p).stream()).toList(), toAskTarget);
        sourceLogs = here.known();
        targetLogs = there.known();
        failures.clear();
        here.failures().forEach(this::failed);
        there.failures().forEach(this::failed);
        triedBefore = triedNow;
        triedNow = new HashSet<>();
        complete = true;
        deadline = System.nanoTime() + ROUND.toNanos();
    }

    private static LogRanges ranges(Cluster cluster, Collection<TopicPartition> partitions, Patience patience) {
        Instant asked = Instant.now();
        LogRanges ranges = LogRanges.of(cluster, partitions, patience.now());
        Instant at = Instant.now();
        // who was refused was answered, and sooner
        boolean inTime = at.isBefore(asked.plus(patience.now()));
        patience.answered(
                asked, at, partitions.size(), inTime ? 0 : ranges.failures().size());
        return ranges;
    }

    private void failed(TopicPartition partition, String reason) {
        failures.put(partition, partition + ": commits cannot be looked up by content: " + reason);
    }

    /** Whether every commit of the last round was looked up in it, or had been before. */
    boolean isComplete() {
        return complete;
    }

    /** Where commits could not be looked up in the last round, and why. */
    List<String> troubles() {
        return failures.values().stream().sorted().toList();
    }

    private Optional<TopicPartition> twin(TopicPartition partition) {
        return topics.topic(partition.topic())
                .filter(topic -> partition.partition() < topic.partitions())
                .map(topic -> new TopicPartition(topic.target(), partition.partition()));
    }

    @Override
    public @Nullable Translated translate(MirroredTopic topic, TopicPartition partition, long committed) {
        Copy copy = new Copy(partition, topic.sourceId(), topic.targetId());
        TreeMap<Long, Long> known = exact.computeIfAbsent(copy, c -> new TreeMap<>());
        Long before = known.get(committed);
        TopicPartition twin = twin(partition).orElse(null);
        LogRange from = sourceLogs.get(partition);
        LogRange to = twin == null ? null : targetLogs.get(twin);
        if (before != null) {
            return new Translated(before, true);
        }
        if (twin == null || from == null || to == null || committed < from.start() || committed > from.end()) {
            return null;
        }
        Tried tried = new Tried(copy, committed);
        if (System.nanoTime() - deadline > 0) {
            carryOn(tried);
            return null;
        }
        triedNow.add(tried);
        Content content = find(new ContentLookup.Place(partition, from, twin, to), committed);
        return content == null ? null : translated(content, committed, known);
    }

    /** What is left for the next round: it may be that something else is looked up again each time. */
    private void carryOn(Tried commit) {
        if (triedBefore.contains(commit)) {
            triedNow.add(commit);
        } else {
            complete = false;
        }
    }

    private static Translated translated(Content content, long committed, NavigableMap<Long, Long> known) {
        boolean isExact = content.isExact() && Long.valueOf(0).equals(content.unmirrored());
        if (isExact) {
            known.put(committed, content.atLeast());
            if (known.size() > KNOWN_A_PARTITION) {
                known.pollFirstEntry();
            }
        }
        return new Translated(content.atLeast(), isExact);
    }

    private @Nullable Content find(ContentLookup.Place place, long committed) {
        try {
            return lookup.position(place, committed).orElse(null);
        } catch (BatonException e) {
            failed(place.source(), String.valueOf(e.getMessage()));
            if (said.add(place.source() + " " + e.kind())) {
                LOG.warn("{}: commits cannot be looked up by content: {}", place.source(), e.getMessage());
            }
            return null;
        }
    }

    /** Where somebody else mirrors, nothing says that all is there. */
    @Override
    public List<TopicPartition> uncovered(Map<TopicPartition, Long> ends) {
        return List.of();
    }

    @Override
    public void close() {
        lookup.close();
    }
}
