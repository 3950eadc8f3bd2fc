package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.wire.Fetched;
import dev.baton.wire.Leader;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.SourceLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;

/** The {@link Engine}'s reading half: fetches for every lane that has room, one request to each broker at a time. */
final class SourceSide implements AutoCloseable {
    private static final int FETCH_WAIT_MILLIS = 500;

    /** What all lanes together may hold, shared out evenly: one that is stuck must not take the room of the others. */
    private static final int MAX_BYTES = 96 << 20;

    private static final int MAX_BYTES_A_LANE = 6 << 20;
    private static final int MIN_BYTES_A_LANE = 64 << 10;
    private static final int FETCHES_A_LANE = 3;

    private final SourceLog log;
    private final Leaders leaders;
    private final AtomicLong heardNanos = new AtomicLong(System.nanoTime());

    SourceSide(ClusterConfig cluster) {
        this.log = new SourceLog(cluster, "baton-mirror-fetch");
        this.leaders = new Leaders(log::layout, log::anyNode);
    }

    /** How long ago a broker last answered a fetch; from any thread. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNanos.get());
    }

    void suspectLeaders() {
        leaders.suspect();
    }

    void refreshLeaders(Collection<Lane> lanes) {
        Set<String> topics =
                lanes.stream().map(lane -> lane.start().source().topic()).collect(Collectors.toSet());
        leaders.refresh(topics);
    }

    void fetch(Collection<Lane> lanes) {
        Map<Node, List<Lane>> wanting = new HashMap<>();
        int room = Math.max(MIN_BYTES_A_LANE, Math.min(MAX_BYTES_A_LANE, MAX_BYTES / Math.max(1, lanes.size())));
        boolean full = false;
        for (Lane lane : lanes) {
            Leader leader = leaders.of(lane.start().source());
            full |= lane.holds(room);
            if (leader == null) {
                leaders.suspect();
            } else if (lane.wantsFetch(room)) {
                wanting.computeIfAbsent(leader.node(), n -> new ArrayList<>()).add(lane);
            }
        }
        // a lane that gets room in a moment must not wait for one that has no news
        int wait = full ? 0 : FETCH_WAIT_MILLIS;
        wanting.forEach((node, wanted) -> {
            if (log.isIdle(node)) {
                fetch(node, wanted, room / FETCHES_A_LANE, wait);
            }
        });
    }

    private void fetch(Node node, List<Lane> wanted, int bytesALane, int waitMillis) {
        Map<PartitionRef, SourceLog.Position> positions = new LinkedHashMap<>();
        Map<PartitionRef, Lane> byRef = new HashMap<>();
        for (Lane lane : wanted) {
            byRef.put(lane.start().source(), lane);
            positions.put(lane.start().source(), lane.fetchStarted(bytesALane));
        }
        boolean sent = log.fetch(node, positions, waitMillis, answer -> fetched(byRef, answer));
        if (!sent) {
            byRef.values().forEach(Lane::fetchLost);
        }
    }

    private void fetched(Map<PartitionRef, Lane> asked, @Nullable Map<PartitionRef, Fetched> answer) {
        if (answer == null) {
            leaders.suspect();
            asked.values().forEach(Lane::fetchLost);
            return;
        }
        heardNanos.set(System.nanoTime());
        asked.forEach((ref, lane) -> {
            Fetched fetched = answer.get(ref);
            if (fetched == null) {
                lane.fetchLost();
                return;
            }
            if (!(fetched instanceof Fetched.Chunk)) {
                leaders.suspect();
            }
            lane.fetched(fetched);
        });
    }

    void poll(long millis) {
        log.poll(millis);
    }

    void wakeup() {
        log.wakeup();
    }

    @Override
    public void close() {
        log.close();
    }
}
