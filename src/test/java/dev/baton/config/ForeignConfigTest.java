package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.testkit.Trap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignConfigTest {
    @TempDir
    private Path directory;

    @Test
    void shouldReadAnMm2PropertiesAsItIs() throws Exception {
        // Given
        Files.writeString(directory.resolve("secret.properties"), "east.password=s3cret\n");
        String text = """
                clusters = east, west
                config.providers = vault
                config.providers.vault.class = org.apache.kafka.common.config.provider.FileConfigProvider
                east.bootstrap.servers = e1:9092
                east.security.protocol = SASL_PLAINTEXT
                east.sasl.mechanism = PLAIN
                east.sasl.jaas.config = org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="${vault:%s:east.password}";
                west.bootstrap.servers = w1:9092
                west.offset.flush.interval.ms = 2000
                east->west.enabled = true
                east->west.topics = orders|payments.*
                west->east.enabled = false
                topics = .*
                groups = app-.*
                groups.blacklist = app-test-.*
                replication.policy.separator = _
                replication.factor = 3
                tasks.max = 4
                """.formatted(directory.resolve("secret.properties"));
        // When
        LoadedConfig loaded = load("mm2.properties", text);
        // Then
        assertThat(loaded.problems()).isEmpty();
        BatonConfig config = loaded.config();
        assertThat(config.clusters().get("east").properties().get("sasl.jaas.config"))
                .contains("s3cret");
        assertThat(config.clusters().get("west").properties()).doesNotContainKey("offset.flush.interval.ms");
        assertThat(config.flows()).hasSize(1);
        FlowConfig flow = config.flows().get(0);
        assertThat(flow.naming().targetTopic("orders")).isEqualTo("east_orders");
        assertThat(flow.topics().test("orders")).isTrue();
        assertThat(flow.topics().test("users")).isFalse();
        assertThat(flow.groups().test("app-1")).isTrue();
        assertThat(flow.groups().test("app-test-1")).isFalse();
        assertThat(flow.replicationFactor()).isEqualTo((short) 3);
        assertThat(flow.following().syncsLocation())
                .as("MirrorMaker 2's default")
                .isEqualTo(SyncsLocation.SOURCE);
    }

    @Test
    void shouldReadBothFormsOfAStrimziResource() throws Exception {
        // Given
        String older = """
                apiVersion: kafka.strimzi.io/v1beta2
                kind: KafkaMirrorMaker2
                metadata:
                  name: mm2
                spec:
                  connectCluster: west
                  clusters:
                    - alias: east
                      bootstrapServers: e1:9092
                    - alias: west
                      bootstrapServers: w1:9092
                      authentication:
                        type: scram-sha-512
                        username: baton
                        passwordSecret:
                          secretName: s
                          password: p
                  mirrors:
                    - sourceCluster: east
                      targetCluster: west
                      topicsPattern: "orders.*"
                      groupsPattern: ".*"
                      sourceConnector:
                        config:
                          replication.policy.class: org.apache.kafka.connect.mirror.IdentityReplicationPolicy
                          replication.factor: -1
                """;
        String newer = """
                kind: KafkaMirrorMaker2
                spec:
                  target:
                    alias: west
                    bootstrapServers: w1:9092
                  mirrors:
                    - source:
                        alias: east
                        bootstrapServers: e1:9092
                      topicsPattern: "orders.*"
                """;
        // When
        LoadedConfig first = load("older.yaml", older);
        LoadedConfig second = load("newer.yaml", newer);
        // Then
        assertThat(first.problems()).isEmpty();
        assertThat(first.config().flows().get(0).naming().isIdentity()).isTrue();
        assertThat(first.config().clusters().get("west").properties())
                .containsEntry("security.protocol", "SASL_PLAINTEXT")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
        assertThat(first.config().clusters().get("west").properties().get("sasl.jaas.config"))
                .contains("username=\"baton\" password=\"hidden\"");
        assertThat(second.problems()).isEmpty();
        assertThat(second.config().flows().get(0).naming().targetTopic("orders"))
                .isEqualTo("east.orders");
    }

    @Test
    void shouldTakeABlankFilterForOneThatMatchesNothing() throws Exception {
        // Given
        String text = """
                clusters = a, b
                a.bootstrap.servers = a:1
                b.bootstrap.servers = b:1
                a->b.enabled = true
                a->b.topics =
                groups.exclude =
                topics.exclude =
                config.properties.exclude =
                """;
        String strimzi = """
                kind: KafkaMirrorMaker2
                spec:
                  target:
                    alias: b
                    bootstrapServers: b:1
                  mirrors:
                    - source:
                        alias: a
                        bootstrapServers: a:1
                      topicsPattern: ""
                      topicsExcludePattern: ""
                      groupsPattern:
                      groupsExcludePattern: ""
                      sourceConnector:
                        config:
                          config.properties.exclude: ""
                """;
        // When
        LoadedConfig properties = load("mm2.properties", text);
        LoadedConfig resource = load("mm2.yaml", strimzi);
        // Then
        for (LoadedConfig loaded : new LoadedConfig[] {properties, resource}) {
            FlowConfig flow = loaded.orThrow().flows().get(0);
            assertThat(flow.topics().include()).isEmpty();
            assertThat(flow.topics().test("orders")).isFalse();
            assertThat(flow.topics().exclude()).doesNotContain(".*\\.replica");
            assertThat(flow.groups().test("connect-sink")).isTrue();
            assertThat(flow.groups().test("baton-mirror.east")).isFalse();
            assertThat(flow.following().configsExclude()).isEmpty();
        }
    }

    @Test
    void shouldExportABlankFilterAsABlankOne() throws Exception {
        // Given
        Path file = Files.writeString(
                directory.resolve("mm2.properties"),
                "clusters=a,b\na.bootstrap.servers=a:1\nb.bootstrap.servers=b:1\na->b.enabled=true\na->b.topics=\n"
                        + "a->b.topics.exclude=\n");
        // When
        LoadedConfig imported = load("baton.yaml", source().importFrom(file).text());
        String exported = MirrorMakerExport.of(imported.orThrow()).text();
        // Then
        assertThat(imported.config())
                .isEqualTo(load("mm2.properties", Files.readString(file)).config());
        assertThat(exported)
                .contains("a->b.topics = \n")
                .as("MirrorMaker 2 takes no empty item in a list")
                .doesNotContain("topics.exclude = ,");
    }

    @Test
    void shouldReadFormerKeysWhereThePresentOnesAreAbsent() throws Exception {
        // Given
        String text = """
                clusters = a, b
                a.bootstrap.servers = a:1
                b.bootstrap.servers = b:1
                a->b.enabled = true
                topics.exclude = new-.*
                a->b.topics.blacklist = old-.*
                groups.blacklist = old-.*
                """;
        String strimzi = """
                kind: KafkaMirrorMaker2
                spec:
                  target:
                    alias: b
                    bootstrapServers: b:1
                  mirrors:
                    - source:
                        alias: a
                        bootstrapServers: a:1
                      topicsExcludePattern: "new-.*"
                      topicsBlacklistPattern: "old-.*"
                      groupsBlacklistPattern: "old-.*"
                """;
        // When
        LoadedConfig properties = load("mm2.properties", text);
        LoadedConfig resource = load("mm2.yaml", strimzi);
        // Then
        for (LoadedConfig loaded : new LoadedConfig[] {properties, resource}) {
            FlowConfig flow = loaded.orThrow().flows().get(0);
            assertThat(flow.topics().test("new-1")).isFalse();
            assertThat(flow.topics().test("old-1")).isTrue();
            assertThat(flow.groups().test("old-1")).isFalse();
            assertThat(flow.groups().test("connect-sink")).isTrue();
        }
    }

    @Test
    void shouldReadTwoFlowsThatKeepNamesAndRefuseToMirrorThem() throws Exception {
        // Given
        String text = """
                clusters = a, b
                a.bootstrap.servers = a:1
                b.bootstrap.servers = b:1
                replication.policy.class = org.apache.kafka.connect.mirror.IdentityReplicationPolicy
                a->b.enabled = true
                a->b.topics = orders
                b->a.enabled = true
                b->a.topics = payments
                """;
        // When
        LoadedConfig loaded = load("mm2.properties", text);
        FlowRequest there = new FlowRequest(directory.resolve("mm2.properties"), "a", "b", null, null, null, null);
        // Then
        assertThat(loaded.problems()).isEmpty();
        assertThat(source().flow(there).config().from()).isEqualTo("a");
        assertThatThrownBy(() -> source().flowToMirror(there))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("both keep topic names");
    }

    @Test
    void shouldReportAConfigProviderThatItDoesNotHave() throws Exception {
        // When
        LoadedConfig loaded = load("mm2.properties", """
                clusters = a, b
                a.bootstrap.servers = a:1
                a.ssl.truststore.password = ${vault:secret/a:password}
                b.bootstrap.servers = b:1
                a->b.enabled = true
                """);
        // Then
        assertThat(loaded.problems().toString())
                .contains("ssl.truststore.password: no config provider is called 'vault'");
    }

    @Test
    void shouldConnectAsMirrorMakersAdminClientsAndConsumersDo() throws Exception {
        // Given
        String text = """
                clusters = a, b
                security.protocol = SSL
                a.bootstrap.servers = a:1
                a.consumer.security.protocol = SASL_SSL
                a.consumer.sasl.mechanism = PLAIN
                a.admin.sasl.mechanism = SCRAM-SHA-512
                a.consumer.fetch.max.bytes = 1000
                a.producer.sasl.mechanism = GSSAPI
                b.bootstrap.servers = b:1
                a->b.enabled = true
                """;
        // When
        BatonConfig config = load("mm2.properties", text).orThrow();
        Exported imported = source().importFrom(directory.resolve("mm2.properties"));
        // Then
        assertThat(config.clusters().get("a").properties())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .doesNotContainKey("fetch.max.bytes");
        assertThat(config.clusters().get("b").properties()).containsEntry("security.protocol", "SSL");
        assertThat(imported.leftOut())
                .hasSize(2)
                .anyMatch(note -> note.startsWith("cluster a: consumer.fetch.max.bytes: "))
                .anyMatch(note -> note.startsWith("cluster a: producer.sasl.mechanism: "));
    }

    @Test
    @Trap("l")
    void shouldImportNoSecretThatStandsInClear() throws Exception {
        // Given
        Path file = Files.writeString(directory.resolve("mm2.properties"), """
                clusters = a, b
                a.bootstrap.servers = a:1
                a.ssl.truststore.password = hunter2
                a.sasl.jaas.config = org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="hunter3";
                b.bootstrap.servers = b:1
                b.ssl.truststore.password = ${file:/etc/b.properties:password}
                a->b.enabled = true
                """);
        // When
        Exported imported = source().importFrom(file);
        // Then
        assertThat(imported.text())
                .doesNotContain("hunter")
                .contains("ssl.truststore.password: \"${env:A_SSL_TRUSTSTORE_PASSWORD}\"")
                .contains("sasl.jaas.config: \"${env:A_SASL_JAAS_CONFIG}\"")
                .contains("ssl.truststore.password: \"${file:/etc/b.properties:password}\"");
        assertThat(imported.toDo())
                .hasSize(2)
                .anyMatch(note -> note.endsWith("set the environment variable A_SSL_TRUSTSTORE_PASSWORD"));
    }

    @Test
    void shouldNameWhatIsMissing() throws Exception {
        assertThat(load("mm2.properties", "clusters = a, b\na.bootstrap.servers = a:1\nb.bootstrap.servers = b:1\n")
                        .problems()
                        .toString())
                .contains("no flow is enabled");
        assertThat(load("mm2.properties", "clusters = a, b\na.bootstrap.servers = a:1\na->b.enabled = true\n")
                        .problems()
                        .toString())
                .contains("cluster 'b' has no bootstrap.servers");
    }

    @Test
    void shouldImportWhatReadsTheSame() throws Exception {
        // Given
        Path file = Files.writeString(
                directory.resolve("mm2.properties"),
                "clusters=a,b\na.bootstrap.servers=a:1\nb.bootstrap.servers=b:1\na->b.enabled=true\na->b.topics=x\\\\.y\n");
        // When
        String yaml = source().importFrom(file).text();
        // Then
        assertThat(load("baton.yaml", yaml).config())
                .isEqualTo(load("mm2.properties", Files.readString(file)).config());
        assertThat(yaml).contains("topics: \"x\\\\.y\"");
    }

    private LoadedConfig load(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return source().load(new FlowRequest(file, null, null, null, null, null, null));
    }

    private ConfigSource source() {
        return new ConfigSource(Map.of("WEST_PASSWORD", "hidden"), directory);
    }
}
