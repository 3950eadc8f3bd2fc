package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.wire.Fetched;
import dev.baton.wire.Leader;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.SourceLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Engine}'s reading half, a thread of its own: the engine puts up what it wants to read next, this thread fetches
 * it, one request to each broker at a time, takes the answers apart, and hands them over. It touches no {@link Lane}'s state.
 */
final class SourceSide implements Runnable, AutoCloseable {
    private static final long POLL_MILLIS = 100;

    /** So long those that rest wait for what was handed over last to be wished for again: they go into one fetch. */
    private static final Duration TOGETHER = Duration.ofMillis(50);

    /** What is to be read next of one partition, and by which of the lanes that it has had. */
    record Wish(Lane lane, SourceLog.Position position) {
        PartitionRef partition() {
            return lane.start().source();
        }
    }

    /** Told of every wish what became of it, on the thread that reads. */
    interface Receiver {
        /**
         * What became of these wishes.
         *
         * @param fetched by partition; a partition without an answer is to be wished for again
         * @param sent when these fetches were sent
         */
        void read(Collection<Wish> wishes, Map<PartitionRef, Fetched> fetched, Instant sent);

        /** The source refuses the credentials. */
        void refused(BatonException why);
    }

    private final SourceLog log;
    private final Leaders leaders;
    private final Supplier<Set<String>> topics;
    private final Receiver receiver;
    private final Queue<Wish> wishes = new ConcurrentLinkedQueue<>();
    private final FetchPace pace = new FetchPace(System::nanoTime);
    private final Map<PartitionRef, Wish> waiting = new LinkedHashMap<>();
    private final Map<PartitionRef, Wish> resting = new LinkedHashMap<>();
    private final Set<PartitionRef> handedOver = new HashSet<>();
    private long handedOverNanos;
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean crowded;
    private volatile boolean running = true;
    private volatile @Nullable RuntimeException failure;

    /**
     * Reads nothing yet.
     *
     * @param topics of all partitions that may be wished for; asked on the thread that reads
     */
    SourceSide(ClusterConfig cluster, Supplier<Set<String>> topics, Receiver receiver) {
        this.log = new SourceLog(cluster, "baton-mirror-fetch");
        this.leaders = new Leaders(log::layout, log::anyNode);
        this.topics = topics;
        this.receiver = receiver;
    }

    // ---- other threads

    /** How long ago a broker last answered a fetch. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    void suspectLeaders() {
        leaders.suspect();
    }

    /**
     * Puts up what to read next.
     *
     * @param soonMore whether others will be wished for in a moment: they must not wait for a broker that waits for news
     * @throws RuntimeException what ended the thread that reads
     */
    void wish(Collection<Wish> wanted, boolean soonMore) {
        RuntimeException ended = failure;
        if (ended != null) {
            throw ended;
        }
        crowded = soonMore;
        if (!wanted.isEmpty()) {
            wishes.addAll(wanted);
            log.wakeup();
        }
    }

    @Override
    public void close() {
        running = false;
        log.wakeup();
    }

    // ---- the thread that reads

    @Override
    public void run() {
        try {
            while (running) {
                turn();
            }
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            log.close();
        }
    }

    private void turn() {
        try {
            leaders.refresh(topics);
            takeWishes();
            fetch();
            long rest = resting.isEmpty() ? POLL_MILLIS : pace.rest().toMillis() + 1;
            log.poll(Math.min(POLL_MILLIS, rest));
        } catch (BatonException e) {
            lose(List.copyOf(waiting.values()));
            lose(List.copyOf(resting.values()));
            waiting.clear();
            resting.clear();
            receiver.refused(e);
            LockSupport.parkNanos(Duration.ofMillis(POLL_MILLIS).toNanos());
        }
    }

    private void takeWishes() {
        for (Wish wish = wishes.poll(); wish != null; wish = wishes.poll()) {
            handedOver.remove(wish.partition());
            waiting.remove(wish.partition());
            resting.remove(wish.partition());
            (pace.isQuiet(wish.lane()) ? resting : waiting).put(wish.partition(), wish);
        }
        if (!resting.isEmpty() && pace.rest().isZero()) {
            pace.asked(resting.size());
            // first in the request, first to fill the answer: these come seldom, so they cannot crowd the others out
            resting.putAll(waiting);
            waiting.clear();
            waiting.putAll(resting);
            resting.clear();
        }
    }

    private void fetch() {
        Map<Node, List<Wish>> byLeader = new HashMap<>();
        for (Wish wish : waiting.values()) {
            Leader leader = leaders.of(wish.partition());
            if (leader == null) {
                leaders.suspect();
            } else {
                byLeader.computeIfAbsent(leader.node(), n -> new ArrayList<>()).add(wish);
            }
        }
        byLeader.forEach((node, wanted) -> {
            if (log.isIdle(node) && isComplete(wanted) && send(node, wanted)) {
                wanted.forEach(wish -> waiting.remove(wish.partition()));
            }
        });
    }

    // while a broker waits for news of quiet ones it cannot be asked for what is wished for a moment later
    private boolean isComplete(List<Wish> wanted) {
        return handedOver.isEmpty()
                || System.nanoTime() - handedOverNanos > TOGETHER.toNanos()
                || wanted.stream().noneMatch(wish -> pace.isQuiet(wish.lane()));
    }

    private boolean send(Node node, List<Wish> wanted) {
        Map<PartitionRef, SourceLog.Position> positions = new LinkedHashMap<>();
        wanted.forEach(wish -> positions.put(wish.partition(), wish.position()));
        int wait = crowded ? 0 : (int) pace.patience(!resting.isEmpty()).toMillis();
        Instant sent = Instant.now();
        return log.fetch(node, positions, wait, answer -> fetched(wanted, answer, sent));
    }

    private void fetched(List<Wish> wanted, @Nullable Map<PartitionRef, Fetched> answer, Instant sent) {
        if (answer == null) {
            leaders.suspect();
            lose(wanted);
            return;
        }
        heardNanos = System.nanoTime();
        if (answer.values().stream().anyMatch(fetched -> !(fetched instanceof Fetched.Chunk))) {
            leaders.suspect();
        }
        handedOver.clear();
        handedOverNanos = System.nanoTime();
        wanted.forEach(wish -> {
            pace.answered(wish.lane(), answer.get(wish.partition()));
            handedOver.add(wish.partition());
        });
        receiver.read(wanted, answer, sent);
    }

    private void lose(Collection<Wish> wanted) {
        receiver.read(wanted, Map.of(), Instant.now());
    }
}
