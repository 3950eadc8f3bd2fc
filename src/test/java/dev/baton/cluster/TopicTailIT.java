package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

@WithClusters
class TopicTailIT {
    private final KafkaCluster west;

    TopicTailIT(@Named("west") KafkaCluster west) {
        this.west = west;
    }

    /**
     * With each poll the client asks for what follows already. A record that came just after is in that answer, which lies
     * there until the next poll and says that it is the last one.
     */
    @Test
    void shouldHandOverAllThatWasWrittenBeforeWhenItSaysSo() throws Exception {
        // Given
        try (Admin admin = west.admin()) {
            admin.createTopics(List.of(new NewTopic("followed", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        try (Cluster cluster = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
                TopicWriter writer = cluster.records().writer("followed");
                TopicTail tail = new TopicTail(west.clientConfig(), "followed")) {
            List<String> written = new ArrayList<>();
            List<String> read = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                write(writer, "first " + i, written);
                poll(tail, read);
                write(writer, "second " + i, written);
                LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
                write(writer, "third " + i, written);
                // When
                boolean all = poll(tail, read);
                // Then
                assertThat(all).isTrue();
                assertThat(read).isEqualTo(written);
            }
        }
    }

    @Test
    void shouldSayThatItHasNotReadAllWhenTheBrokerHangs() throws Exception {
        // Given
        try (Admin admin = west.admin()) {
            admin.createTopics(List.of(new NewTopic("hung", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        try (TopicTail tail = new TopicTail(west.clientConfig(), "hung")) {
            assertThat(poll(tail, new ArrayList<>())).isTrue();
            west.pause();
            // When
            boolean all = tail.poll(Duration.ofMillis(500), record -> {});
            // Then
            assertThat(all).isFalse();
        } finally {
            west.resume();
        }
    }

    private static void write(TopicWriter writer, String value, List<String> written) {
        writer.write(new byte[] {1}, value.getBytes(StandardCharsets.UTF_8));
        written.add(value);
    }

    private static boolean poll(TopicTail tail, List<String> read) {
        return tail.poll(Duration.ofSeconds(5), record -> read.add(new String(record.value(), StandardCharsets.UTF_8)));
    }
}
