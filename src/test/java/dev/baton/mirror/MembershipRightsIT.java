package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.quickstart.ClusterLog;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rights that are taken away while a mirror runs, and given back: it waits, and goes on by itself. */
@Tag("long")
@WithClusters
class MembershipRightsIT {
    private static final String AUTHORIZER =
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    private static final ResourcePattern GROUP =
            new ResourcePattern(ResourceType.GROUP, "baton-mirror.east", PatternType.LITERAL);
    private static final ResourcePattern SNAPSHOT =
            new ResourcePattern(ResourceType.TOPIC, "baton-snapshot.east.internal", PatternType.LITERAL);

    private final KafkaCluster east;
    private final KafkaCluster west;
    private int written;

    MembershipRightsIT(
            @Named("east") KafkaCluster east,
            @Named(
                            value = "west",
                            with = {AUTHORIZER, "allow.everyone.if.no.acl.found=true"})
                    KafkaCluster west) {
        this.east = east;
        this.west = west;
    }

    @Test
    void shouldGoOnWhenRightsAreTakenAndGivenBack() throws Exception {
        // Given
        try (Admin admin = east.admin()) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
        }
        write();
        try (BatonProcess mirror = start()) {
            awaitMirrored();
            // When: no member for a while
            deny(GROUP, AclOperation.READ);
            await(mirror, "READ on group baton-mirror.east is missing");
            write();
            allow(GROUP, AclOperation.READ);
            // Then
            awaitMirrored();

            // When: a rebalance, while marks cannot be written
            deny(SNAPSHOT, AclOperation.WRITE);
            await(mirror, "WRITE on topic baton-snapshot.east.internal is missing");
            try (BatonProcess another = start()) {
                awaitMembers(2);
                Thread.sleep(3_000);
                allow(SNAPSHOT, AclOperation.WRITE);
                write();
                awaitMirrored();
                assertThat(another.isAlive()).as(another.err()).isTrue();
            }
            // Then
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
            assertThat(mirror.err()).doesNotContain("Exception", "bug");
        }
    }

    private BatonProcess start() {
        String config = """
                clusters:
                  east: {bootstrap.servers: "%s"}
                  west: {bootstrap.servers: "%s"}
                flows:
                  - {from: east, to: west, topics: t, replication.factor: 1}
                """.formatted(east.bootstrap(), west.bootstrap());
        return BatonProcess.start(Map.of(), config, "mirror", "-c", "/dev/stdin");
    }

    private void write() {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(east.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 100; i++) {
                byte[] value = ("record " + written++).getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>("t", value));
            }
        }
    }

    private void awaitMirrored() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> new ClusterLog(west.bootstrap())
                                .ends(List.of("t"), "read_uncommitted")
                                .get(new TopicPartition("t", 0))
                        == written);
    }

    private static void await(BatonProcess mirror, String words) {
        Awaitility.await(words)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(mirror.err()).contains(words));
    }

    private void awaitMembers(int count) {
        try (Admin admin = west.admin()) {
            Awaitility.await(count + " members")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> admin.describeConsumerGroups(List.of(GROUP.name()))
                                    .describedGroups()
                                    .get(GROUP.name())
                                    .get()
                                    .members()
                                    .size()
                            == count);
        }
    }

    private void deny(ResourcePattern what, AclOperation operation) throws Exception {
        try (Admin admin = west.admin()) {
            admin.createAcls(List.of(
                            new AclBinding(what, entry(AclOperation.ALL, AclPermissionType.ALLOW)),
                            new AclBinding(what, entry(operation, AclPermissionType.DENY))))
                    .all()
                    .get();
        }
    }

    private void allow(ResourcePattern what, AclOperation operation) throws Exception {
        try (Admin admin = west.admin()) {
            admin.deleteAcls(List.of(new AclBinding(what, entry(operation, AclPermissionType.DENY)).toFilter()))
                    .all()
                    .get();
        }
    }

    private static AccessControlEntry entry(AclOperation operation, AclPermissionType permission) {
        return new AccessControlEntry("User:ANONYMOUS", "*", operation, permission);
    }
}
