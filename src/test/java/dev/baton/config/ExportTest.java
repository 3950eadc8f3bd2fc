package dev.baton.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.testkit.Trap;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.mirror.MirrorCheckpointConnector;
import org.apache.kafka.connect.mirror.MirrorMakerConfig;
import org.apache.kafka.connect.mirror.MirrorSourceConnector;
import org.apache.kafka.connect.mirror.SourceAndTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** What is exported says the same when it is read again, holds no secret, and names what it cannot say. */
class ExportTest {
    private static final String PROVIDED = "org.apache.kafka.common.security.scram.ScramLoginModule required"
            + " username=\"baton\" password=\"${env:EAST_PASSWORD}\";";
    private static final String RICH = """
            clusters:
              east:
                bootstrap.servers: e1:9092,e2:9092
                security.protocol: SASL_SSL
                sasl.mechanism: SCRAM-SHA-512
                sasl.jaas.config: '%s'
                ssl.truststore.type: PEM
                ssl.truststore.location: ${env:EAST_CA_PEM_FILE}
                client.dns.lookup: use_all_dns_ips
              west: {bootstrap.servers: "w1:9092"}
              north:
                bootstrap.servers: n1:9092
                security.protocol: SSL
                ssl.keystore.type: PEM
                ssl.keystore.location: ${env:NORTH_CLIENT_PEM_FILE}
            flows:
              - from: east
                to: west
                topics: ["orders\\\\.v1", "payments.*"]
                topics.exclude: [".*-tmp"]
                groups: shop-.*
                groups.exclude: shop-test-.*
                replication.policy: default
                replication.policy.separator: _
                replication.factor: 3
                offset-syncs.topic.location: source
                sync.topic.acls.enabled: true
                config.properties.exclude: ["min\\\\.insync\\\\.replicas"]
              - {from: west, to: east, replication.policy: default, sync.topic.configs.enabled: false,
                 offset-syncs.topic.location: target}
              - {from: west, to: north, replication.policy: default, replication.policy.separator: _,
                 replication.policy.internal.topic.separator.enabled: false, offset-syncs.topic.location: target}
            """.formatted(PROVIDED);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(ExportForm.class)
    void shouldSayTheSameWhenReadAgain(ExportForm form) throws Exception {
        // Given
        BatonConfig config = load("baton.yaml", RICH);
        // When
        Exported exported = form.of(config);
        // Then
        assertThat(exported.leftOut()).isEmpty();
        assertThat(load("exported", exported.text())).isEqualTo(config);
    }

    @ParameterizedTest
    @EnumSource(ExportForm.class)
    void shouldSayTheSameWhenOnlyDefaultsAreSet(ExportForm form) throws Exception {
        // Given
        BatonConfig config = load("baton.yaml", """
                clusters: {a: {bootstrap.servers: "a:1"}, b: {bootstrap.servers: "b:1"}}
                flows: [{from: a, to: b, offset-syncs.topic.location: target}]
                """);
        // When
        Exported exported = form.of(config);
        // Then
        assertThat(load("exported", exported.text())).isEqualTo(config);
        assertThat(exported.toDo()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ExportForm.class)
    @Trap("l")
    void shouldWriteNoSecretWhenTheConfigurationHoldsThemInClear(ExportForm form) throws Exception {
        // Given
        BatonConfig config = load("baton.yaml", """
                clusters:
                  a:
                    bootstrap.servers: a:1
                    security.protocol: SASL_SSL
                    sasl.mechanism: PLAIN
                    sasl.jaas.config: org.apache.kafka.common.security.plain.PlainLoginModule required username="${env:USER}" password="hunter2";
                    ssl.truststore.location: /ca.jks
                    ssl.truststore.password: hunter2
                  b:
                    bootstrap.servers: b:1
                    security.protocol: SSL
                    ssl.keystore.location: /b.jks
                    ssl.keystore.password: hunter2
                    ssl.key.password: x${env:B}hunter2
                flows: [{from: a, to: b}]
                """);
        // When
        Exported exported = form.of(config);
        // Then
        assertThat(exported.text()).doesNotContain("hunter2");
        assertThat(exported.toString()).doesNotContain("hunter2");
        if (form == ExportForm.MM2) {
            assertThat(exported.text())
                    .contains("a.sasl.jaas.config = ${env:A_SASL_JAAS_CONFIG}", "config.providers = env\n");
            assertThat(exported.toDo()).anyMatch(note -> note.contains("B_SSL_KEY_PASSWORD"));
        } else {
            assertThat(exported.leftOut()).anyMatch(note -> note.contains("cluster a: sasl.jaas.config"));
            assertThat(exported.toDo()).anyMatch(note -> note.contains("b-client"));
        }
    }

    @ParameterizedTest
    @EnumSource(ExportForm.class)
    void shouldNameWhatTheOtherFormHasNoWordFor(ExportForm form) throws Exception {
        // Given
        BatonConfig config = load("baton.yaml", """
                clusters: {a: {bootstrap.servers: "a:1", request.timeout.ms: 5000}, b: {bootstrap.servers: "b:1"}}
                flows: [{from: a, to: b, offsets.preserve: ledger, groups.consistency: flow}]
                """);
        // Then
        assertThat(form.of(config).leftOut())
                .hasSize(3)
                .anyMatch(note -> note.contains("request.timeout.ms"))
                .anyMatch(note -> note.contains("flow a -> b: offsets"))
                .anyMatch(note -> note.contains("groups.consistency"));
    }

    @ParameterizedTest
    @EnumSource(ExportForm.class)
    void shouldRefuseAFilterThatWouldBecomeAnother(ExportForm form) throws Exception {
        // Given
        BatonConfig config = load("baton.yaml", """
                clusters: {a: {bootstrap.servers: "a:1"}, b: {bootstrap.servers: "b:1"}}
                flows: [{from: a, to: b, topics: ["t[0-9]{1,3}"]}]
                """);
        // Then
        assertThatThrownBy(() -> form.of(config))
                .isInstanceOf(BatonException.class)
                .hasMessageContaining("'t[0-9]{1,3}' in topics has a comma");
    }

    @Test
    void shouldBeUnderstoodByMirrorMaker2AsItIsMeant() throws Exception {
        // Given
        Properties properties = new Properties();
        properties.load(
                new StringReader(ExportForm.MM2.of(load("baton.yaml", RICH)).text()));
        Map<String, String> all = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> all.put(key, properties.getProperty(key)));
        all.put("plugin.discovery", "service_load");
        // When
        MirrorMakerConfig config = new MirrorMakerConfig(all);
        SourceAndTarget flow = new SourceAndTarget("east", "west");
        Map<String, String> source = config.connectorBaseConfig(flow, MirrorSourceConnector.class);
        Map<String, String> checkpoint = config.connectorBaseConfig(flow, MirrorCheckpointConnector.class);
        // Then
        assertThat(config.clusterPairs().stream().filter(pair -> all.containsKey(pair + ".enabled")))
                .containsExactlyInAnyOrder(
                        flow, new SourceAndTarget("west", "east"), new SourceAndTarget("west", "north"));
        assertThat(source)
                .containsEntry("topics", "orders\\.v1,payments.*")
                .containsEntry("replication.policy.separator", "_")
                .containsEntry("replication.factor", "3")
                .containsEntry("source.cluster.sasl.jaas.config", PROVIDED)
                .containsEntry("offset-syncs.topic.location", "source");
        assertThat(checkpoint)
                .containsEntry("groups", "shop-.*")
                .containsEntry("sync.group.offsets.enabled", "true")
                .containsEntry("replication.policy.separator", "_");
        assertThat(config.originals()).containsEntry("config.providers.env.class", providerClass());
    }

    @Test
    void shouldWriteOneStrimziResourceForEachTargetWithItsOwnSourcesAlone() throws Exception {
        // When
        String text = ExportForm.STRIMZI.of(load("baton.yaml", RICH)).text();
        // Then
        List<Object> documents = new java.util.ArrayList<>();
        new Yaml().loadAll(text).forEach(documents::add);
        assertThat(documents).hasSize(3);
        assertThat(text)
                .contains("apiVersion: kafka.strimzi.io/v1\n", "name: mirror-to-north", "secretName: east-credentials")
                .doesNotContain("&id", "EAST_PASSWORD");
    }

    private static String providerClass() {
        return "org.apache.kafka.common.config.provider.EnvVarConfigProvider";
    }

    private BatonConfig load(String name, String text) throws Exception {
        Path file = Files.writeString(directory.resolve(name), text);
        LoadedConfig loaded = new ConfigSource(Map.of(), directory)
                .asWritten()
                .load(new FlowRequest(file, null, null, null, null, null, null));
        return loaded.orThrow();
    }
}
