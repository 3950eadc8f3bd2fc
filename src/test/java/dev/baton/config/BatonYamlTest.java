package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.testkit.Trap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatonYamlTest {
    private static final String RIGHT = """
            clusters:
              east:
                bootstrap.servers: east-1:9092,east-2:9092
              west:
                bootstrap.servers: [west-1:9092, "[::1]:9092"]
            flows:
              - from: east
                to: west
            """;

    @TempDir
    private Path directory;

    @Test
    void shouldReadClustersAndFlowsInOrderWhenTheFileIsRight() {
        // When
        LoadedConfig loaded = read(RIGHT);

        // Then
        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.config().clusters().keySet()).containsExactly("east", "west");
        assertThat(loaded.config().clusters().get("west").bootstrapServers()).isEqualTo("west-1:9092,[::1]:9092");
        assertThat(loaded.config().flows()).containsExactly(FlowConfig.everything("east", "west"));
    }

    @Test
    void shouldChooseOffsetsByTopicWhenListsNameSome() {
        // When
        OffsetsChoice offsets = read(RIGHT + """
                    offsets.preserve: orders|payments.*, ledger
                    offsets.map: .*-changelog, payments-map
                """).config().flows().get(0).offsets();
        // Then
        assertThat(offsets.of("payments-map")).isEqualTo(OffsetsMode.PRESERVE);
        assertThat(offsets.of("ledger")).isEqualTo(OffsetsMode.PRESERVE);
        assertThat(offsets.of("ledger-changelog")).isEqualTo(OffsetsMode.MAP);
        assertThat(offsets.of("other")).isEqualTo(OffsetsMode.AUTO);
    }

    @Test
    void shouldReadWhatAFlowCarriesOverBesideRecordsWithMirrorMakersMeaning() {
        // When
        Following following = read(RIGHT + """
                    replication.policy.separator: _
                    sync.topic.configs.enabled: false
                    config.properties.exclude: retention\\..*, segment.bytes
                    sync.topic.acls.enabled: true
                    groups.consistency: flow
                    emit.checkpoints.enabled: true
                    emit.heartbeats.enabled: True
                    offset-syncs.topic.location: target
                """).config().flows().get(0).following();

        // Then
        assertThat(following)
                .isEqualTo(new Following(
                        false,
                        List.of("retention\\..*", "segment.bytes"),
                        true,
                        GroupsConsistency.FLOW,
                        true,
                        true,
                        SyncsLocation.TARGET,
                        "_"));
        assertThat(following.copiedConfigs().test("retention.ms")).isFalse();
        assertThat(following.copiedConfigs().test("min.insync.replicas")).isTrue();
        assertThat(following.copiedConfigs().test("remote.storage.enable")).isFalse();
    }

    @Test
    void shouldCopyNoConfigOfTheClusterWhenNothingIsSaid() {
        // When
        NameFilter copied = Following.DEFAULT.copiedConfigs();

        // Then
        assertThat(List.of(
                        "min.insync.replicas",
                        "message.timestamp.type",
                        "unclean.leader.election.enable",
                        "leader.replication.throttled.replicas",
                        "local.retention.ms"))
                .noneMatch(copied);
        assertThat(List.of("retention.ms", "cleanup.policy", "max.message.bytes"))
                .allMatch(copied);
    }

    @Test
    void shouldReportEveryFollowingKeyThatIsWrong() {
        // When
        List<Problem> problems = read(RIGHT + """
                    replication.policy.separator: "/"
                    sync.topic.acls.enabled: "yes"
                    groups.consistency: flows
                    config.properties.exclude: "a("
                    on.source.loss: ignore
                """).problems();

        // Then
        assertThat(problems.stream().map(Problem::line)).containsExactly(9, 10, 11, 12, 13);
        assertThat(problems.get(0).message()).contains("cannot be a part of a topic's name");
        assertThat(problems.get(1).message()).contains("neither true nor false");
        assertThat(problems.get(2))
                .hasToString("baton.yaml:11: unknown groups.consistency 'flows' (write group or flow)");
        assertThat(problems.get(3).message()).contains("not a regular expression");
    }

    @Test
    void shouldReadEveryFlowKeyWithMirrorMakersMeaning() {
        // When
        FlowConfig flow = read(RIGHT + """
                    topics: orders, payments.*
                    topics.exclude: ["a{1,2}"]
                    groups: shop-.*
                    groups.exclude: shop-test
                    replication.policy: default
                    replication.policy.separator: _
                    offsets: map
                    replication.factor: 3
                """).config().flows().get(0);

        // Then
        assertThat(flow.topics().include()).containsExactly("orders", "payments.*");
        assertThat(flow.topics().exclude()).startsWith("a{1,2}");
        assertThat(flow.groups().test("shop-a")).isTrue();
        assertThat(flow.groups().test("shop-test")).isFalse();
        assertThat(flow.naming().targetTopic("orders")).isEqualTo("east_orders");
        assertThat(flow.offsets()).isEqualTo(OffsetsChoice.all(OffsetsMode.MAP));
        assertThat(flow.replicationFactor()).isEqualTo((short) 3);
    }

    @Test
    void shouldNeverMirrorInternalTopicsAndBatonsGroupsWhenExclusionsAreReplaced() {
        // When
        FlowConfig flow = read(RIGHT + "    topics.exclude: none\n    groups.exclude: none\n")
                .config()
                .flows()
                .get(0);

        // Then
        assertThat(List.of("__consumer_offsets", "baton-snapshot.east.internal", "none"))
                .noneMatch(flow.topics());
        assertThat(flow.topics().test("orders")).isTrue();
        assertThat(List.of("baton-mirror.east", "baton-drill.x")).noneMatch(flow.groups());
        assertThat(flow.groups().test("baton-rouge-billing"))
                .as("an application's")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.kafka.connect.mirror.IdentityReplicationPolicy, orders",
        "org.apache.kafka.connect.mirror.DefaultReplicationPolicy, east.orders"
    })
    void shouldTakeMirrorMakersPolicyClasses(String policy, String topic) {
        // When
        LoadedConfig loaded = read(RIGHT + "    replication.policy.class: " + policy + "\n");

        // Then
        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.config().flows().get(0).naming().targetTopic("orders"))
                .isEqualTo(topic);
    }

    @Test
    void shouldReportEveryProblemWithItsLineAndRemedyWhenManyAreWrong() {
        // When
        List<Problem> problems = read("""
                cluster:
                  east: {}
                clusters:
                  east:
                    bootstrap.servers: east
                    security.protocoll: SASL_SSL
                    request.timeout.ms: soon
                  west:
                    security.protocol: SASL_SLL
                  east:
                    bootstrap.servers: a:1
                  north pole:
                    bootstrap.servers: n:1
                    ssl: {truststore: x}
                flows:
                  - from: east
                    to: wets
                    topic: x
                    topics: "(,b"
                    offsets: keep
                    replication.policy: none
                    replication.factor: 0
                  - from: west
                    to: west
                  - to: west
                """).problems();

        // Then
        assertThat(problems)
                .zipSatisfy(
                        List.of("""
                baton.yaml:1: unknown key 'cluster' in the file (did you mean 'clusters'?)
                baton.yaml:5: 'east' in bootstrap.servers is not HOST:PORT
                baton.yaml:6: 'security.protocoll' is not a Kafka client property (did you mean 'security.protocol'?)
                baton.yaml:7: Invalid value soon for configuration request.timeout.ms: Not a number of type INT
                baton.yaml:8: cluster 'west' has no bootstrap.servers (add bootstrap.servers: HOST:PORT)
                baton.yaml:9: Invalid value SASL_SLL for configuration security.protocol: String must be one of
                baton.yaml:10: 'east' comes twice in clusters (first on line 4; remove one)
                baton.yaml:12: alias 'north pole' is not usable (use letters, digits, '.', '_' and '-')
                baton.yaml:14: 'ssl' is not a Kafka client property (properties are written flat, by Kafka's own names)
                baton.yaml:17: no cluster 'wets' (did you mean 'west'?)
                baton.yaml:18: unknown key 'topic' in a flow (did you mean 'topics'?)
                baton.yaml:19: '(' in topics is not a regular expression: unclosed group
                baton.yaml:20: unknown offsets 'keep' (write preserve, map or auto)
                baton.yaml:21: unknown replication.policy 'none' (write identity or default)
                baton.yaml:22: replication.factor '0' is not a count of replicas
                baton.yaml:23: the flow goes from 'west' to itself (name two clusters)
                baton.yaml:25: the flow has no 'from' (add from: ALIAS)
                """.split("\n")),
                        (problem, start) -> assertThat(problem.toString()).startsWith(start));
    }

    @Test
    void shouldMergeAPropertiesFileUnderTheKeysGivenInPlace() throws IOException {
        // Given
        Files.writeString(directory.resolve("west.properties"), """
                # of another tool, too
                bootstrap.servers=old:9092
                client.id = shared
                schema.registry.url=http://registry
                """);

        // When
        LoadedConfig loaded = read(
                RIGHT.replace("    bootstrap.servers: [", "    properties: west.properties\n    bootstrap.servers: ["));

        // Then
        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.config().clusters().get("west").properties())
                .containsEntry("client.id", "shared")
                .containsEntry("bootstrap.servers", "west-1:9092,[::1]:9092");
    }

    @Test
    void shouldNameTheLineOfThePropertiesFileWhenAPropertyIsMisspelt() throws IOException {
        // Given
        Files.writeString(directory.resolve("west.properties"), "client.id=a\nsasl.mechanisms=PLAIN\n");

        // When
        LoadedConfig loaded = read(
                RIGHT.replace("    bootstrap.servers: [", "    properties: west.properties\n    bootstrap.servers: ["));

        // Then
        assertThat(loaded.problems())
                .hasToString("[west.properties:2: 'sasl.mechanisms' is not a Kafka client property"
                        + " (did you mean 'sasl.mechanism'?)]");
    }

    @Test
    @Trap("l")
    void shouldFillInPlaceholdersAndNeverShowWhatTheyHeld() throws IOException {
        // Given
        Path secrets = Files.writeString(
                directory.resolve("secrets.properties"), "jaas=module required password=\"hunter2\";\n");
        String east = "east-2:9092\n    client.id: ${env:WHO}\n    sasl.jaas.config: ${file:" + secrets + ":jaas}";

        // When
        ClusterConfig cluster =
                read(RIGHT.replace("east-2:9092", east)).config().clusters().get("east");

        // Then
        assertThat(cluster.properties())
                .containsEntry("client.id", "operator")
                .containsEntry("sasl.jaas.config", "module required password=\"hunter2\";");
        assertThat(cluster.shown().toString()).doesNotContain("hunter2", "operator");
        assertThat(cluster.toString()).doesNotContain("hunter2");
    }

    @Test
    void shouldNameTheMissingPieceWhenAPlaceholderCannotBeFilledIn() {
        // Given
        String east = "east-2:9092\n    client.id: ${env:NOBODY}\n    sasl.jaas.config: ${file:/no/such/file:jaas}";

        // When
        List<Problem> problems = read(RIGHT.replace("east-2:9092", east)).problems();

        // Then
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).hasToString("baton.yaml:4: client.id: environment variable NOBODY is not set");
        assertThat(problems.get(1).toString())
                .startsWith("baton.yaml:5: sasl.jaas.config: ")
                .contains("/no/such/file");
    }

    @Test
    @Trap("d")
    void shouldRefuseToMirrorBothWaysWhenBothKeepTopicNames() {
        // Given
        BatonConfig config = read(RIGHT + "  - {from: west, to: east}\n").orThrow();

        // When
        BatonException refusal = catchThrowableOfType(
                BatonException.class, () -> config.requireOneWay(config.flows().get(0)));

        // Then
        assertThat(refusal.kind()).isEqualTo(FailureKind.USAGE);
        assertThat(refusal).hasMessageContaining("both keep topic names");
        assertThat(refusal.remedy()).contains("replication.policy: default");
        read(RIGHT).config().requireOneWay(config.flows().get(0));
        BatonConfig one = read(RIGHT).orThrow();
        one.requireOneWay(one.flows().get(0).turned());
    }

    @ParameterizedTest
    @CsvSource({"'clusters: [', not YAML", "'', empty", "just text, has to be a mapping"})
    void shouldSayWhatIsWrongWhenTheFileIsNoConfiguration(String text, String message) {
        // When
        List<Problem> problems = read(text).problems();

        // Then
        assertThat(problems).isNotEmpty();
        assertThat(problems.get(0).message()).contains(message);
    }

    @Test
    void shouldReportWhatIsMissingWhenTheFileIsMirrorMakers() {
        // When
        List<Problem> problems =
                read("clusters = east, west\neast->west.enabled = true\n").problems();

        // Then
        assertThat(problems)
                .extracting(Problem::message)
                .contains("cluster 'east' has no bootstrap.servers", "cluster 'west' has no bootstrap.servers");
    }

    private LoadedConfig read(String text) {
        try {
            Files.writeString(directory.resolve("baton.yaml"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new ConfigSource(Map.of("WHO", "operator"), directory)
                .load(new FlowRequest(null, null, null, null, null, null, null));
    }
}
