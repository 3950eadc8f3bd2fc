package dev.baton.soak;

import dev.baton.quickstart.LogRecord;
import dev.baton.testkit.KafkaCluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where one group stands on both sides of one partition; it has read as many of the records on the one as on the other. */
final class Standing {
    private final String group;
    private final long here;
    private final @Nullable Long there;
    private long readHere;
    private long readThere;

    private Standing(String group, long here, @Nullable Long there) {
        this.group = group;
        this.here = here;
        this.there = there;
    }

    /** Those of some groups by partition, where they have a commit on the source. */
    static Map<TopicPartition, List<Standing>> of(KafkaCluster source, KafkaCluster target, Collection<String> groups) {
        Map<TopicPartition, List<Standing>> standings = new HashMap<>();
        for (String group : groups) {
            Map<TopicPartition, OffsetAndMetadata> there = commits(target, group);
            commits(source, group).forEach((partition, commit) -> {
                OffsetAndMetadata found = there.get(partition);
                standings
                        .computeIfAbsent(partition, p -> new ArrayList<>())
                        .add(new Standing(group, commit.offset(), found == null ? null : found.offset()));
            });
        }
        return standings;
    }

    private static Map<TopicPartition, OffsetAndMetadata> commits(KafkaCluster cluster, String group) {
        try (Admin admin = cluster.admin()) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the commits of " + group + " cannot be read", e);
        }
    }

    void seenHere(LogRecord record) {
        readHere += record.offset() < here ? 1 : 0;
    }

    void seenThere(LogRecord record) {
        readThere += there != null && record.offset() < there ? 1 : 0;
    }

    /** What is wrong with it once all records were seen; empty where the group goes on exactly where it stood. */
    Optional<String> difference(TopicPartition partition) {
        if (there == null) {
            return Optional.of("group " + group + " has no commit for " + partition + " on the target");
        }
        return readHere == readThere
                ? Optional.empty()
                : Optional.of("group " + group + " has read " + readHere + " records of " + partition
                        + " on the source (" + here + ") and stands behind " + readThere + " on the target (" + there
                        + ")");
    }
}
