package dev.baton.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Node;

/**
 * Several connections to each broker. A broker reads the next request of a connection when it has answered the one before
 * ({@code SocketServer} mutes the channel meanwhile), so that over one connection it never takes in records while it appends
 * others. Everything for one partition goes the same way, in order.
 *
 * <p>The network client knows connections by the number of their broker, hence a further one has the number of no broker.
 */
final class Ways {
    /**
     * Measured on 2 cores with the data of {@code scripts/bench mirror}: a second connection gave 1.2 to 2.2 times the rate of
     * one with records of 100 B, 1.04 times with those of 1 kB; a third one gave nothing more.
     */
    static final int OF_A_BROKER = 2;

    /** Below the numbers that stand for bootstrap servers, which count down from -1. */
    private static final int FIRST_NUMBER = -1_000_000;

    private final Map<Node, List<Node>> ways = new HashMap<>();
    private int nextNumber = FIRST_NUMBER;

    /** The way to this broker that the partition's requests take, as long as it leads. */
    Node to(Node leader, PartitionRef partition) {
        List<Node> all = ways.computeIfAbsent(leader, this::ways);
        return all.get(Math.floorMod(mixed(partition), all.size()));
    }

    // those that one leader has and one process mirrors are often every so-many-th one of a topic (MurmurHash3's last
    // step)
    private static int mixed(PartitionRef partition) {
        int hash = 31 * partition.topic().hashCode() + partition.partition();
        hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
        hash = (hash ^ hash >>> 13) * 0xC2B2AE35;
        return hash ^ hash >>> 16;
    }

    private List<Node> ways(Node broker) {
        List<Node> all = new ArrayList<>(List.of(broker));
        while (all.size() < OF_A_BROKER) {
            all.add(new Node(nextNumber--, broker.host(), broker.port(), broker.rack()));
        }
        return all;
    }
}
