package dev.baton.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The commits of a switch, and the reading of them, by an Admin and nothing else: what a switch cannot do without. */
final class BareAdmin {
    private BareAdmin() {}

    /** A process of its own. Arguments: bootstrap servers, how the groups' names begin, groups, partitions, offset. */
    public static void main(String[] arguments) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", arguments[0]))) {
            allAtOnce(
                    admin,
                    names(arguments[1], Integer.parseInt(arguments[2])),
                    Integer.parseInt(arguments[3]),
                    Long.parseLong(arguments[4]));
        }
    }

    static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
    }

    /** Asks for all commits, then waits for them, then reads all of them. */
    static void allAtOnce(Admin admin, List<String> groups, int partitions, long offset)
            throws ExecutionException, InterruptedException {
        List<KafkaFuture<Void>> commits = new ArrayList<>();
        Map<String, ListConsumerGroupOffsetsSpec> specs = new HashMap<>();
        for (String group : groups) {
            specs.put(group, new ListConsumerGroupOffsetsSpec());
            commits.add(admin.alterConsumerGroupOffsets(group, offsets(partitions, offset))
                    .all());
        }
        for (KafkaFuture<Void> commit : commits) {
            commit.get();
        }
        admin.listConsumerGroupOffsets(specs).all().get();
    }

    /** One group after the other. */
    static void oneByOne(Admin admin, List<String> groups, int partitions, long offset)
            throws ExecutionException, InterruptedException {
        for (String group : groups) {
            admin.alterConsumerGroupOffsets(group, offsets(partitions, offset))
                    .all()
                    .get();
            admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(int partitions, long offset) {
        return SwitchScene.partitions(partitions).stream()
                .collect(Collectors.toMap(Function.identity(), partition -> new OffsetAndMetadata(offset)));
    }
}
