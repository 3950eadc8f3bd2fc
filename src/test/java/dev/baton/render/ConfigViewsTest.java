package dev.baton.render;

import dev.baton.config.BatonConfig;
import dev.baton.config.ClusterConfig;
import dev.baton.config.ConfigCheck;
import dev.baton.config.FlowConfig;
import dev.baton.config.Problem;
import dev.baton.config.ShownConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigViewsTest {
    @Test
    void shouldShowAConfigurationWithoutItsSecrets() {
        // Given
        ClusterConfig east = new ClusterConfig(
                "east",
                Map.of(
                        "bootstrap.servers", "east-1:9092,east-2:9092",
                        "security.protocol", "SASL_SSL",
                        "sasl.jaas.config", "password=\"hunter2\"",
                        "ssl.truststore.password", "hunter2",
                        "my.api.token", "hunter2"));
        ClusterConfig west = new ClusterConfig("west", Map.of("bootstrap.servers", "west-1:9092"));
        BatonConfig config =
                new BatonConfig(Map.of("east", east, "west", west), List.of(FlowConfig.everything("east", "west")));

        // Then
        Golden.check(new ConfigView(), "config", null, null, sorted(ShownConfig.of("baton.yaml", config)));
    }

    @Test
    void shouldShowEveryProblemOfAConfiguration() {
        // Given
        List<Problem> problems = List.of(
                new Problem("baton.yaml", 3, "unknown key 'topic' in a flow", "did you mean 'topics'?"),
                new Problem("baton.yaml", null, "cannot be read: no such file", null));

        // Then
        Golden.check(
                new ConfigCheckView(),
                "config-check",
                null,
                null,
                new ConfigCheck("baton.yaml", false, problems, null));
    }

    @Test
    void shouldShowWhatEachClusterAnswered() {
        // Given
        List<ConfigCheck.Answer> answers = List.of(
                new ConfigCheck.Answer("east", false, null, "cluster east (east:9092) did not answer within 10 s"),
                new ConfigCheck.Answer("west", true, "4L6g3nShT-eMCtK--X86sw", null));

        // Then
        Golden.check(
                new ConfigCheckView(),
                "config-check-online",
                null,
                null,
                new ConfigCheck("baton.yaml", true, List.of(), answers));
    }

    private static ShownConfig sorted(ShownConfig config) {
        return new ShownConfig(
                config.file(),
                config.clusters().stream()
                        .sorted((a, b) -> a.alias().compareTo(b.alias()))
                        .toList(),
                config.flows());
    }
}
