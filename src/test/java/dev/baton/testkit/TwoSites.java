package dev.baton.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Two clusters, one flow between them in a configuration file, and Baton run on it.
 *
 * <pre>{@code
 * TwoSites sites = new TwoSites(east, west, directory);
 * JsonNode report = sites.run(ExitCode.DONE, "translate", "--all-groups");
 * }</pre>
 */
public record TwoSites(KafkaCluster source, KafkaCluster target, Path directory, Map<String, String> flow) {
    /** What a command may wait for each cluster; a cluster that was killed costs it once. */
    private static final String TIMEOUT = "6s";

    /** As the operating system says it of a process killed by signal 9. */
    private static final int KILLED = 137;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    public TwoSites {
        flow = Map.copyOf(flow);
    }

    /** A flow of everything. */
    public TwoSites(KafkaCluster source, KafkaCluster target, Path directory) {
        this(source, target, directory, Map.of());
    }

    /** The same with one more key of the flow. */
    public TwoSites with(String key, String value) {
        Map<String, String> more = new HashMap<>(flow);
        more.put(key, value);
        return new TwoSites(source, target, directory, more);
    }

    /** Writes the configuration file; gives where it is. */
    public Path config() {
        String keys = flow.entrySet().stream()
                .map(entry -> "    " + entry.getKey() + ": \"" + entry.getValue() + "\"\n")
                .collect(Collectors.joining());
        String text = """
                clusters:
                  %s:
                    bootstrap.servers: %s
                  %s:
                    bootstrap.servers: %s
                flows:
                  - from: %s
                    to: %s
                """.formatted(
                source.name(), source.bootstrap(), target.name(), target.bootstrap(), source.name(), target.name());
        try {
            return Files.writeString(directory.resolve("baton.yaml"), text + keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where Baton leaves its local state. */
    public Map<String, String> environment() {
        return Map.of("XDG_STATE_HOME", directory.resolve("state").toString());
    }

    /** The report of a command that shall end with an exit code. */
    public JsonNode run(ExitCode expected, String... args) {
        return parse(cli(plus(args, "-o", "json")).expect(expected).out());
    }

    /** Runs a command. */
    public CliRun cli(String... args) {
        return CliRun.in(directory, environment(), all(args));
    }

    /** Starts a command in a process of its own. */
    public BatonProcess start(String... args) {
        return BatonProcess.start(environment(), "", all(args));
    }

    /** The same with environment variables of the test's own. */
    public BatonProcess start(Map<String, String> environment, String... args) {
        return BatonProcess.start(environment, "", all(args));
    }

    /** Runs a command in a process of its own that dies at a point, as from SIGKILL. */
    public void haltAt(String point, String... args) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("BATON_TEST_HALT_AT", point);
        try (BatonProcess baton = start(environment, args)) {
            BatonProcess.Result result = baton.await(LIMIT);
            if (result.exitCode() != KILLED) {
                throw new AssertionError("not killed at " + point + ", exit code " + result.exitCode() + "\n"
                        + result.out() + result.err());
            }
        }
    }

    /** Baton's own view of the target. */
    public Cluster connectToTarget() {
        return Cluster.connect(target.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test");
    }

    public static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One list of arguments after the other. */
    public static String[] plus(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String[] all(String... args) {
        String[] all = plus(args, "-c", config().toString());
        return List.of(args).contains("mirror") ? all : plus(all, "--timeout", TIMEOUT);
    }
}
