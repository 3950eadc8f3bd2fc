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
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rights that a mirror lacks beside those to the records: it waits and goes on by itself, or ends and says which. */
@Tag("long")
@WithClusters
class MembershipRightsIT {
    private static final String AUTHORIZER =
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer";
    /** Of records that somebody else has copied: the copy has the time of the original. */
    private static final long A_TIME = 1_700_000_000_000L;

    private static final ResourcePattern GROUP =
            new ResourcePattern(ResourceType.GROUP, "baton-mirror.east", PatternType.LITERAL);
    private static final ResourcePattern SNAPSHOT =
            new ResourcePattern(ResourceType.TOPIC, "baton-snapshot.east.internal", PatternType.LITERAL);

    private final KafkaCluster east;
    private final KafkaCluster west;
    /** Of each test its own. */
    private String topic = "t";

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

    @AfterEach
    void allowAll() throws Exception {
        try (Admin admin = west.admin()) {
            admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        }
    }

    @Test
    void shouldGoOnWhenRightsAreTakenAndGivenBack() throws Exception {
        // Given
        create(east, topic);
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
                Members.await(west, 2, Duration.ofSeconds(60));
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

    /** The coordinator confirms it, and a switch would take it for dead. */
    @Test
    void shouldSendNothingWhileItIsNotToldWhatToKeepTo() throws Exception {
        // Given
        topic = "deaf";
        create(east, topic);
        write();
        try (BatonProcess mirror = start()) {
            awaitMirrored();
            // When
            deny(SNAPSHOT, AclOperation.READ);
            Thread.sleep(8_000);
            long before = mirroredTo();
            write();
            Thread.sleep(4_000);
            // Then
            assertThat(mirroredTo()).isEqualTo(before);
            allow(SNAPSHOT, AclOperation.READ);
            awaitMirrored();
            assertThat(mirror.isAlive()).as(mirror.err()).isTrue();
        }
    }

    /** Another process, which has the right, is to have the work meanwhile. */
    @Test
    void shouldLeaveTheGroupUntilItCanTellThatItLives() throws Exception {
        // Given
        topic = "mute";
        create(east, topic);
        write();
        try (BatonProcess mirror = start()) {
            awaitMirrored();
            // When
            deny(SNAPSHOT, AclOperation.WRITE);
            Members.await(west, 0, Duration.ofSeconds(90));
            allow(SNAPSHOT, AclOperation.WRITE);
            write();
            // Then
            awaitMirrored();
            assertThat(mirror.err())
                    .contains("nothing is mirrored by this process until it is taken in again")
                    .doesNotContain("Exception", "bug");
        }
    }

    @Test
    void shouldEndWithTheMissingRightWhenItCannotTellThatItLives() throws Exception {
        // Given
        topic = "once";
        create(east, topic);
        write();
        String[] once = {"mirror", "--once", "-c", "/dev/stdin"};
        assertThat(BatonProcess.run(Map.of(), config(topic), once).exitCode()).isZero();
        deny(SNAPSHOT, AclOperation.WRITE);
        write();
        // When
        BatonProcess.Result result = BatonProcess.run(Map.of(), config(topic), once);
        // Then
        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(result.err()).contains("WRITE on topic baton-snapshot.east.internal is missing");
    }

    @Test
    void shouldEndWithTheMissingRightWhenItCarriesGroupsAloneAndCannotTellThatItLives() throws Exception {
        // Given
        String[] once = {"mirror", "--groups-only", "--once", "-c", "/dev/stdin"};
        assertThat(BatonProcess.run(Map.of(), config("none"), once).exitCode()).isZero();
        deny(SNAPSHOT, AclOperation.WRITE);
        // When
        BatonProcess.Result result = BatonProcess.run(Map.of(), config("none"), once);
        // Then
        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(result.err()).contains("WRITE on topic baton-snapshot.east.internal is missing");
    }

    /** In cron nobody ends it. */
    @Test
    void shouldEndAndSayWhichGroupWasNotCarriedOverWhenItMayNotBeLookedAt() throws Exception {
        // Given
        TopicPartition copied = new TopicPartition("copied", 0);
        for (KafkaCluster cluster : List.of(east, west)) {
            create(cluster, "copied");
            write(cluster, "copied", A_TIME, List.of("a", "b", "c"));
        }
        try (Admin admin = east.admin()) {
            for (String group : List.of("seen", "secret")) {
                admin.alterConsumerGroupOffsets(group, Map.of(copied, new OffsetAndMetadata(2)))
                        .all()
                        .get();
            }
        }
        ResourcePattern secret = new ResourcePattern(ResourceType.GROUP, "secret", PatternType.LITERAL);
        deny(secret, AclOperation.DESCRIBE);
        // When
        BatonProcess.Result result =
                BatonProcess.run(Map.of(), config("copied"), "mirror", "--groups-only", "--once", "-c", "/dev/stdin");
        // Then
        assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
        assertThat(result.err()).contains("group secret cannot be looked at on west");
        try (Admin admin = west.admin()) {
            assertThat(admin.listConsumerGroupOffsets("seen")
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .isEqualTo(Map.of(copied, new OffsetAndMetadata(2)));
        }
    }

    private BatonProcess start() {
        return BatonProcess.start(Map.of(), config(topic), "mirror", "-c", "/dev/stdin");
    }

    private String config(String topics) {
        return Flows.yaml(east.bootstrap(), west.bootstrap(), "topics: %s, replication.factor: 1".formatted(topics));
    }

    private static void create(KafkaCluster cluster, String topic) throws Exception {
        try (Admin admin = cluster.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private void write() {
        write(
                east,
                topic,
                null,
                IntStream.range(0, 100).mapToObj(i -> "record " + written++).toList());
    }

    private static void write(KafkaCluster cluster, String topic, @Nullable Long time, List<String> values) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(cluster.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String value : values) {
                var unused = producer.send(
                        new ProducerRecord<>(topic, 0, time, null, value.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private void awaitMirrored() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> mirroredTo() == written);
    }

    private long mirroredTo() {
        return new ClusterLog(west.bootstrap())
                .ends(List.of(topic), "read_uncommitted")
                .getOrDefault(new TopicPartition(topic, 0), 0L);
    }

    private static void await(BatonProcess mirror, String words) {
        Awaitility.await(words)
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(mirror.err()).contains(words));
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
