package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cli.RightsManual;
import dev.baton.cluster.Needed;
import dev.baton.cluster.Needed.On;
import dev.baton.cluster.Needed.Side;
import dev.baton.cluster.Needed.Stands;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.SecuredSites;
import dev.baton.testkit.TestAcls;
import dev.baton.testkit.TestData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What some keys of a flow take beside the rights of every mirror: a mirror with just these, and with one fewer. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyRightsIT {
    private static final String GROUP = "shop-billing";
    private static final String SHOP = "User:shop";
    private static final Map<TopicPartition, OffsetAndMetadata> COMMITTED =
            Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(11));
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private SecuredSites sites;

    @BeforeAll
    void start(@TempDir Path directory) {
        sites = SecuredSites.start(directory);
        TestData east = new TestData(sites.east()).create("orders", 1, Map.of());
        east.produce("orders", 0, 20, System.currentTimeMillis());
        east.commit(GROUP, "orders", 0, 11, "");
    }

    @AfterAll
    void stop() {
        sites.close();
    }

    /** A target without topics, groups and rights. */
    @BeforeEach
    void clear() throws Exception {
        try (Admin admin = sites.west().admin()) {
            Collection<String> names = admin.listTopics().names().get(20, TimeUnit.SECONDS);
            admin.deleteTopics(names).all().get(20, TimeUnit.SECONDS);
            if (new TestData(sites.west()).groups().contains(GROUP)) {
                admin.deleteConsumerGroups(List.of(GROUP)).all().get(20, TimeUnit.SECONDS);
            }
            admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldDoWhatTheKeysAskForWithTheRightsThatTheCommandsOfTheManPageGive() throws Exception {
        // Given
        sites.grant(MirrorRights.all());
        MirrorRights.ofKeys().stream()
                .flatMap(key -> RightsManual.commands(key.rights()).stream())
                .forEach(sites::grantBy);
        new TestAcls(sites.east()).allow(SHOP, AclOperation.WRITE, "orders");

        // When the second finds the topics that the first has made
        CliRun first = mirror();
        CliRun second = mirror();

        // Then
        first.expect(ExitCode.DONE);
        second.expect(ExitCode.DONE);
        assertThat(first.err() + second.err()).doesNotContain("not done", "could not", "cannot", "not copied");
        assertThat(new TestAcls(sites.west()).allows(SHOP, AclOperation.WRITE, "orders"))
                .isTrue();
        assertThat(checkpoints()).isEqualTo(COMMITTED);
        assertThat(new TestData(sites.west()).end(On.HEARTBEATS.resource("east"), 0))
                .isPositive();
    }

    /** An authorizer leaves groups out of an answer without a word. */
    static List<Needed> rights() {
        return MirrorRights.ofKeys().stream()
                .flatMap(key -> key.rights().stream())
                .filter(right -> right.on() != On.WORKERS)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rights")
    void shouldNameWhatIsMissingWhenOneRightIsTaken(Needed taken) {
        // Given
        sites.grant(MirrorRights.withKeys().stream()
                .filter(right -> right.side() != taken.side()
                        || right.on() != taken.on()
                        || right.operation() != taken.operation())
                .toList());
        new TestAcls(sites.east()).allow(SHOP, AclOperation.WRITE, "orders");
        String resource = taken.on().resource("east");
        if (taken.stands() == Stands.ALL) {
            new TestData(sites.west()).create(resource, 1, Map.of()).produce(resource, 0, 1, 1);
        }

        // When
        CliRun run = mirror();

        // Then
        String type = taken.on().type().name().toLowerCase(Locale.ROOT);
        String name = taken.on() == On.CLUSTER ? type : type + " " + resource;
        assertThat(run.err())
                .as(run.toString())
                .containsPattern(taken.side() == Side.SOURCE ? "east|the source" : "west|the target")
                // looking comes first
                .containsPattern("(" + taken.operation() + "|DESCRIBE) on " + name)
                .doesNotContain("unexpected", "Exception", "pa55word");
        if (taken.stands() == Stands.ALL) {
            run.expect(ExitCode.UNAUTHORISED);
        } else {
            run.expect(ExitCode.INCOMPLETE);
            TestData west = new TestData(sites.west());
            assertThat(west.end("orders", 0)).isEqualTo(20);
            assertThat(west.committed(GROUP, "orders")).isEqualTo(11);
        }
    }

    @Test
    void shouldWriteTheCheckpointsThatItOwesWhenTheRightIsGivenToARunningMirror() throws Exception {
        // Given
        sites.grant(MirrorRights.all());
        try (BatonProcess mirror = BatonProcess.start(sites.environment(), "", "mirror", "-c", config())) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(mirror.err())
                            .contains("could not write checkpoints", "CREATE on topic east.checkpoints.internal"));

            // When
            MirrorRights.ofKeys().stream()
                    .flatMap(key -> RightsManual.commands(key.rights()).stream())
                    .forEach(sites::grantBy);

            // Then
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(checkpoints()).isEqualTo(COMMITTED));
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> checkpoints() throws Exception {
        return RemoteClusterUtils.translateOffsets(
                sites.west().clientProperties(), "east", GROUP, Duration.ofSeconds(10));
    }

    private String config() {
        String keys = """
                offsets: auto
                    sync.topic.acls.enabled: true
                    emit.checkpoints.enabled: true
                    emit.heartbeats.enabled: true""";
        return sites.config("offsets: auto", keys).toString();
    }

    private CliRun mirror() {
        return CliRun.in(Path.of("").toAbsolutePath(), sites.environment(), "mirror", "--once", "-c", config());
    }
}
