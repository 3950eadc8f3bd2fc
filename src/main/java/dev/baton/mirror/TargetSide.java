package dev.baton.mirror;

import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.wire.Appended;
import dev.baton.wire.Batch;
import dev.baton.wire.Leader;
import dev.baton.wire.LogState;
import dev.baton.wire.PartitionRef;
import dev.baton.wire.TargetLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Engine}'s writing half: reads logs back, fills gaps and appends, way by way, for lanes and map lanes. */
final class TargetSide implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetSide.class);
    private static final long MARKERS_A_CALL = 10_000;

    /** As Kafka's producer has it ({@code max.request.size}): four and sixteen times as much copied no faster on loopback. */
    private static final int BYTES_A_REQUEST = 1 << 20;

    private final TargetLog log;
    private final Leaders leaders;
    private final @Nullable RateLimit<Lane> limit;
    private final Consumer<Lane> woken;
    private final Map<Node, Portions<Lane, Batch>> portions = new HashMap<>();
    /** Why whoever was asked for leaders did not say them; null where it is not known. */
    private @Nullable String refusal;

    /**
     * Connects to nothing yet.
     *
     * @param limit of what is sent for lanes; null for none
     * @param mayWrite whether what had to wait may still be sent
     * @param woken told of each lane that got an answer, before the lane is
     */
    TargetSide(ClusterConfig cluster, @Nullable RateLimit<Lane> limit, BooleanSupplier mayWrite, Consumer<Lane> woken) {
        this.limit = limit;
        this.woken = woken;
        this.log = new TargetLog(cluster, "baton-mirror-append", mayWrite);
        this.leaders = new Leaders(log::layout, log::anyNode);
    }

    void suspectLeaders() {
        leaders.suspect();
    }

    /** Asks who leads what, where it is time to; partitions whose leaders are known go on without the answer. */
    void refreshLeaders(Collection<Lane> lanes, Collection<MapLane> maps) {
        try {
            leaders.refresh(() -> {
                Set<String> topics = new HashSet<>();
                lanes.forEach(lane -> topics.add(lane.start().target().topic()));
                maps.forEach(lane -> topics.add(lane.partition().topic()));
                return topics;
            });
        } catch (BatonException e) {
            refusal = String.valueOf(e.getMessage());
        }
    }

    // ---- records

    void serve(Collection<Lane> lanes) {
        Map<Node, List<Lane>> byWay = new HashMap<>();
        boolean allLed = true;
        for (Lane lane : lanes) {
            Node way = wayTo(lane.start().target());
            if (way == null && leaders.isHidden(lane.start().target().topic())) {
                lane.abandon(LaneEnd.unseen(lane.start()));
            } else if (way == null) {
                allLed = false;
                lane.cutOff(leaderless());
            } else {
                byWay.computeIfAbsent(way, n -> new ArrayList<>()).add(lane);
            }
        }
        refusal = allLed ? null : refusal;
        Map<Node, Long> connections = connections(byWay);
        if (limit != null) {
            limit.turn(free(byWay, connections.keySet()));
        }
        connections.forEach((node, connection) -> {
            List<Lane> led = byWay.getOrDefault(node, List.of());
            led.forEach(lane -> lane.over(connection));
            serve(node, led);
        });
    }

    private String leaderless() {
        return refusal == null ? Leaders.NONE : refusal;
    }

    /** The way that all requests for the partition take; null where its leader is not known, which is then asked for. */
    private @Nullable Node wayTo(PartitionRef partition) {
        Leader leader = leaders.of(partition);
        if (leader == null) {
            leaders.suspect();
            return null;
        }
        return log.way(leader, partition);
    }

    /** Ways that can be sent by, with their connection's number. A leader that refuses us stops those that it leads, alone. */
    private Map<Node, Long> connections(Map<Node, List<Lane>> byWay) {
        Map<Node, Long> connections = new HashMap<>();
        byWay.forEach((node, led) -> {
            try {
                long connection = log.connection(node);
                if (connection >= 0) {
                    connections.put(node, connection);
                } else {
                    led.forEach(lane -> lane.cutOff(unconnected(node)));
                }
            } catch (BatonException e) {
                LOG.warn("{}", e.getMessage());
                led.forEach(lane -> lane.abandon(LaneEnd.failed(e)));
            }
        });
        return connections;
    }

    private static String unconnected(Node leader) {
        return "its leader, " + leader.host() + ":" + leader.port() + ", cannot be connected to";
    }

    private void serve(Node node, List<Lane> led) {
        readBack(node, led);
        append(node, led);
        // last: a lane that comes to a gap now is not to wait for the next turn, which may be an idle one
        led.forEach(lane -> LaneStep.alone(lane, () -> fill(node, lane)));
    }

    /** The lanes whose way takes another request: one that is closed must not hold up what the others may send. */
    private List<Lane> free(Map<Node, List<Lane>> byWay, Set<Node> connected) {
        List<Lane> free = new ArrayList<>();
        byWay.forEach((node, led) -> {
            if (connected.contains(node) && log.takesRecords(node)) {
                free.addAll(led);
            }
        });
        return free;
    }

    private void readBack(Node node, List<Lane> led) {
        List<Lane> asking = led.stream().filter(Lane::takeReadBack).toList();
        if (asking.isEmpty()) {
            return;
        }
        Map<PartitionRef, Long> producerIds = asking.stream()
                .collect(Collectors.toMap(
                        lane -> lane.start().target(), lane -> lane.start().producerId()));
        boolean sent = log.readBack(
                node,
                producerIds,
                (states, denied) -> asking.forEach(lane -> {
                    woken.accept(lane);
                    LogState state = states.get(lane.start().target());
                    if (denied.contains(lane.start().target().topic())) {
                        lane.abandon(LaneEnd.unseen(lane.start()));
                    } else if (state == null) {
                        leaders.suspect();
                        lane.readBackLost();
                    } else {
                        LaneStep.alone(lane, () -> lane.readBack(state));
                    }
                }));
        if (!sent) {
            asking.forEach(Lane::readBackNotSent);
        }
    }

    private void fill(Node node, Lane lane) {
        if (!(lane.start().markers() instanceof Markers.Direct direct)) {
            return;
        }
        long missing = lane.takeFill(MARKERS_A_CALL);
        if (missing > 0) {
            PartitionRef partition = lane.start().target();
            boolean sent =
                    log.fill(node, partition, direct.producerId(), lane.markerEpoch(), missing, (marked, ends) -> {
                        woken.accept(lane);
                        LaneStep.alone(lane, () -> lane.filled(marked, ends));
                    });
            if (!sent) {
                lane.fillNotSent();
            }
        }
    }

    private void append(Node node, List<Lane> led) {
        Portions<Lane, Batch> portioned = portions.computeIfAbsent(
                node,
                way -> new Portions<>(BYTES_A_REQUEST, batch -> batch.bytes().remaining()));
        while (log.takesRecords(node)) {
            Map<Lane, Batch> sending = portioned.next(led, this::takeBatch);
            if (sending.isEmpty()) {
                return;
            }
            boolean sent = log.append(node, List.copyOf(sending.values()), outcomes -> appended(sending, outcomes));
            if (!sent) {
                sending.keySet().forEach(lane -> lane.appended(new Appended.Unknown("not sent")));
            }
        }
    }

    private Optional<Batch> takeBatch(Lane lane) {
        try {
            return limit == null ? lane.takeBatch() : takeBatch(lane, limit);
        } catch (RuntimeException e) {
            LaneStep.failed(lane, e);
            return Optional.empty();
        }
    }

    private static Optional<Batch> takeBatch(Lane lane, RateLimit<Lane> limit) {
        Optional<Batch> batch = limit.mayGo(lane) ? lane.takeBatch() : Optional.empty();
        batch.ifPresent(taken -> limit.sent(lane, taken.bytes().remaining()));
        return batch;
    }

    private void appended(Map<Lane, Batch> sent, Map<PartitionRef, Appended> outcomes) {
        sent.forEach((lane, batch) -> {
            Appended outcome = outcomeOf(outcomes, batch.partition());
            if (!(outcome instanceof Appended.Accepted)) {
                leaders.suspect();
            }
            woken.accept(lane);
            LaneStep.alone(lane, () -> lane.appended(outcome));
        });
    }

    private static Appended outcomeOf(Map<PartitionRef, Appended> outcomes, PartitionRef partition) {
        return outcomes.getOrDefault(partition, new Appended.Unknown("no answer"));
    }

    // ---- offset map

    void serveMaps(Collection<MapLane> maps) {
        for (MapLane map : maps) {
            Node way = wayTo(map.partition());
            if (way == null) {
                map.cutOff(leaderless());
            } else {
                serveOrFence(map, way);
            }
        }
    }

    // a broker that refuses us stops what waits for this part of the map, and not the others
    private void serveOrFence(MapLane map, Node node) {
        try {
            serve(map, node);
        } catch (BatonException e) {
            LOG.warn("{}", e.getMessage());
            map.fence();
        }
    }

    private void serve(MapLane map, Node node) {
        long connection = log.connection(node);
        map.over(connection);
        if (connection < 0) {
            map.cutOff(unconnected(node));
            return;
        }
        if (map.takeReadBack()) {
            boolean sent =
                    log.readBack(node, Map.of(map.partition(), map.owner().id()), (states, denied) -> {
                        LogState state = states.get(map.partition());
                        if (!denied.isEmpty()) {
                            // who prepares what waited needs the same right, and names it
                            map.fence();
                        } else if (state == null) {
                            map.readBackLost();
                            leaders.suspect();
                        } else {
                            map.readBack(state);
                        }
                    });
            if (!sent) {
                map.readBackNotSent();
            }
        } else {
            map.takeBatch().ifPresent(batch -> {
                boolean sent =
                        log.append(node, List.of(batch), outcome -> map.appended(outcomeOf(outcome, map.partition())));
                if (!sent) {
                    map.appended(new Appended.Unknown("not sent"));
                }
            });
        }
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
