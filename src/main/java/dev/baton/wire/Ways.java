package dev.baton.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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

    private final Map<Node, Broker> brokers = new HashMap<>();
    private int nextNumber = FIRST_NUMBER;

    /** The way to this broker that the partition's requests take, as long as it leads. */
    Node to(Node leader, PartitionRef partition) {
        return brokers.computeIfAbsent(leader, this::broker).wayOf(partition);
    }

    private Broker broker(Node broker) {
        List<Node> ways = new ArrayList<>(List.of(broker));
        while (ways.size() < OF_A_BROKER) {
            ways.add(new Node(nextNumber--, broker.host(), broker.port(), broker.rack()));
        }
        return new Broker(ways);
    }

    /**
     * Shares the partitions of each topic out evenly, in the order in which they are asked for: no rule of their numbers does, since
     * those that one broker leads and one process mirrors are often every so-many-th one.
     */
    private static final class Broker {
        private final List<Node> ways;
        private final Map<PartitionRef, Node> taken = new HashMap<>();
        private final Map<String, int[]> takenOfTopic = new HashMap<>();
        private final int[] takenOfAll;

        private Broker(List<Node> ways) {
            this.ways = ways;
            this.takenOfAll = new int[ways.size()];
        }

        private Node wayOf(PartitionRef partition) {
            return taken.computeIfAbsent(partition, this::freest);
        }

        private Node freest(PartitionRef partition) {
            int[] ofTopic = takenOfTopic.computeIfAbsent(partition.topic(), topic -> new int[ways.size()]);
            int freest = IntStream.range(0, ways.size())
                    .boxed()
                    .min(Comparator.<Integer>comparingInt(way -> ofTopic[way]).thenComparingInt(way -> takenOfAll[way]))
                    .orElseThrow();
            ofTopic[freest]++;
            takenOfAll[freest]++;
            return ways.get(freest);
        }
    }
}
