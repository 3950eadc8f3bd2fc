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

    /** A wish that cannot be asked of anybody for so long is answered with that. */
    private static final Duration UNASKED = Duration.ofSeconds(5);

    /**
     * What is to be read next of one partition, and by which of the lanes that it has had.
     *
     * @param sinceNanos when it was put up
     */
    record Wish(Lane lane, SourceLog.Position position, long sinceNanos) {
        PartitionRef partition() {
            return lane.start().source();
        }
    }

    /** Told of every wish what became of it, on the thread that reads. */
    interface Receiver {
        /**
         * What became of these wishes.
         *
         * @param fetched by partition
         * @param sent when these fetches were sent
         * @param taken room for the answer, to be given back once it is added
         */
        void read(Collection<Wish> wishes, Map<PartitionRef, Fetched> fetched, Instant sent, int taken);

        /** The broker that these were to be asked of refuses the credentials, or the one that knows whom to ask. */
        void refused(Collection<Wish> wishes, BatonException why);

        /** The source cannot be read at all. */
        void refused(BatonException why);

        /** Nothing will be read any more. */
        void ended(Throwable why);
    }

    private final SourceLog log;
    private final Leaders leaders;
    private final Supplier<Set<String>> topics;
    private final Held held;
    private final Receiver receiver;
    private final Queue<Wish> wishes = new ConcurrentLinkedQueue<>();
    private final FetchPace pace = new FetchPace(System::nanoTime);
    private final Map<PartitionRef, Wish> waiting = new LinkedHashMap<>();
    private final Map<PartitionRef, Wish> resting = new LinkedHashMap<>();
    private final Set<Node> brokers = new HashSet<>();
    private final Set<PartitionRef> handedOver = new HashSet<>();
    private long handedOverNanos;
    /** Why whoever was asked for leaders did not say them; null where it is not known. */
    private @Nullable String refusal;

    private int underWay;
    /** Whether who was asked last did not answer. */
    private boolean missed;
    /** Whether answers would find no room. */
    private boolean full;

    private volatile long heardNanos = System.nanoTime();
    private volatile boolean asking;
    private volatile boolean crowded;
    private volatile boolean running = true;

    /**
     * Reads nothing yet.
     *
     * @param topics of all partitions that may be wished for; asked on the thread that reads
     * @param held the memory that answers take
     */
    SourceSide(ClusterConfig cluster, Supplier<Set<String>> topics, Held held, Receiver receiver) {
        this.log = new SourceLog(cluster, "baton-mirror-fetch");
        this.leaders = new Leaders(log::layout, log::anyNode);
        this.topics = topics;
        this.held = held;
        this.receiver = receiver;
    }

    // ---- other threads

    /** How long ago a broker last answered a fetch, the pauses that it asked for left out. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    /**
     * Whether anything is wanted of the source now, or was and did not come: else it does not speak since it is not asked, as
     * where the target takes nothing.
     */
    boolean isAsking() {
        return asking;
    }

    void suspectLeaders() {
        leaders.suspect();
    }

    /**
     * Puts up what to read next.
     *
     * @param soonMore whether others will be wished for in a moment: they must not wait for a broker that waits for news
     */
    void wish(Collection<Wish> wanted, boolean soonMore) {
        crowded = soonMore;
        wishes.addAll(wanted);
        if (!wanted.isEmpty() || held.takeAwaited()) {
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
        } catch (RuntimeException | Error e) {
            receiver.ended(e);
        } finally {
            log.close();
        }
    }

    private void turn() {
        try {
            findLeaders();
            takeWishes();
            fetch();
            boolean asks = !resting.isEmpty() || (!waiting.isEmpty() && !full);
            asking = missed || underWay > 0 || asks;
            long rest = resting.isEmpty() ? POLL_MILLIS : pace.rest().toMillis() + 1;
            log.poll(Math.min(POLL_MILLIS, rest));
        } catch (BatonException e) {
            waiting.clear();
            resting.clear();
            receiver.refused(e);
            LockSupport.parkNanos(Duration.ofMillis(POLL_MILLIS).toNanos());
        }
    }

    // partitions whose leaders are known need nobody who knows them
    private void findLeaders() {
        try {
            leaders.refresh(topics);
        } catch (BatonException e) {
            refusal = String.valueOf(e.getMessage());
        }
    }

    private void refused(List<Wish> wanted, BatonException why) {
        if (!wanted.isEmpty()) {
            wanted.forEach(wish -> waiting.remove(wish.partition()));
            receiver.refused(wanted, why);
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
        full = false;
        Map<Node, List<Wish>> byLeader = new HashMap<>();
        List<Wish> leaderless = new ArrayList<>();
        for (Wish wish : waiting.values()) {
            Leader leader = leaders.of(wish.partition());
            if (leader == null) {
                leaders.suspect();
                leaderless.add(wish);
            } else {
                byLeader.computeIfAbsent(leader.node(), n -> new ArrayList<>()).add(wish);
            }
        }
        refusal = leaderless.isEmpty() ? null : refusal;
        giveUp(leaderless, refusal == null ? Leaders.NONE : refusal);
        byLeader.forEach(this::fetch);
    }

    private void fetch(Node node, List<Wish> wanted) {
        if (log.isPaused(node)) {
            // it answered, with the wish for a pause
            heardNanos = System.nanoTime();
            return;
        }
        try {
            boolean tried = log.isIdle(node) && isComplete(wanted);
            if (tried && send(node, wanted)) {
                wanted.forEach(wish -> waiting.remove(wish.partition()));
            } else if (!(tried && full) && !log.isConnected(node)) {
                leaders.suspect();
                giveUp(wanted, "its leader, " + node.host() + ":" + node.port() + ", cannot be connected to");
            }
        } catch (BatonException e) {
            refused(wanted, e);
        }
    }

    private void giveUp(List<Wish> wanted, String why) {
        long now = System.nanoTime();
        List<Wish> old = wanted.stream()
                .filter(wish -> now - wish.sinceNanos() > UNASKED.toNanos())
                .toList();
        if (!old.isEmpty()) {
            old.forEach(wish -> waiting.remove(wish.partition()));
            lose(old, why, 0);
        }
    }

    // while a broker waits for news of quiet ones it cannot be asked for what is wished for a moment later
    private boolean isComplete(List<Wish> wanted) {
        return handedOver.isEmpty()
                || System.nanoTime() - handedOverNanos > TOGETHER.toNanos()
                || wanted.stream().noneMatch(wish -> pace.isQuiet(wish.lane()));
    }

    private boolean send(Node node, List<Wish> wanted) {
        brokers.add(node);
        brokers.retainAll(leaders.nodes());
        int room = held.take(SourceLog.MAX_BYTES, brokers.size());
        full = room == 0;
        if (full) {
            return false;
        }
        List<Wish> asked = pace.inOrder(wanted);
        Map<PartitionRef, SourceLog.Position> positions = new LinkedHashMap<>();
        asked.forEach(wish -> positions.put(wish.partition(), pace.position(wish)));
        int wait = crowded ? 0 : (int) pace.patience(!resting.isEmpty()).toMillis();
        Instant sent = Instant.now();
        boolean isSent = false;
        try {
            isSent = log.fetch(
                    node, positions, wait, room, answer -> fetched(node, asked, positions, answer, sent, room));
        } finally {
            if (isSent) {
                underWay++;
            } else {
                held.giveBack(room);
            }
        }
        return isSent;
    }

    private void fetched(
            Node node,
            List<Wish> asked,
            Map<PartitionRef, SourceLog.Position> positions,
            @Nullable Map<PartitionRef, Fetched> answer,
            Instant sent,
            int room) {
        underWay--;
        if (answer == null) {
            leaders.suspect();
            lose(asked, "its leader, " + node.host() + ":" + node.port() + ", does not answer", room);
            return;
        }
        heardNanos = System.nanoTime();
        missed = false;
        if (answer.values().stream().anyMatch(SourceSide::isAmiss)) {
            leaders.suspect();
        }
        handedOver.clear();
        handedOverNanos = System.nanoTime();
        asked.forEach(wish -> handedOver.add(wish.partition()));
        pace.answered(asked, positions, answer, room);
        receiver.read(asked, answer, sent, room);
    }

    private static boolean isAmiss(Fetched fetched) {
        return !(fetched instanceof Fetched.Chunk || fetched instanceof Fetched.Throttled);
    }

    private void lose(Collection<Wish> wanted, String why, int room) {
        missed = true;
        Map<PartitionRef, Fetched> nothing = new HashMap<>();
        wanted.forEach(wish -> nothing.put(wish.partition(), new Fetched.NotNow(why)));
        receiver.read(wanted, nothing, Instant.now(), room);
    }
}
