package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Cluster;
import dev.baton.testkit.BatonProcess;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.TestData;
import dev.baton.testkit.TwoSites;
import dev.baton.testkit.WithClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands around the steps of a switch: those of the examples, those that hang, and facts that want to be commands. */
@WithClusters
class HooksIT {
    /** Writes down how it was called; reads its standard input only where the real one would. */
    private static final String STAND_IN = """
        #!/bin/sh
        {
          printf '%s' "${0##*/}"; printf ' <%s>' "$@"; echo
          case "${0##*/} $*" in nsupdate*|*@-*) cat ;; esac
        } >> "$BATON_TEST_CALLS"
        """;

    private final TestData atWest;
    private final TwoSites sites;
    private final PlayedMirror mirror;

    HooksIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.atWest = new TestData(west);
        this.sites = new TwoSites(east, west, directory);
        this.mirror = new PlayedMirror(sites);
    }

    @Test
    void shouldRunTheExamplesAndLeaveFactsThatLookLikeCommandsAlone() throws Exception {
        // Given
        String topic = mirror.topic("examples");
        List<String> hostile = List.of("$(touch hacked)", "'; touch hacked; '", "`touch hacked`");
        for (String group : hostile) {
            mirror.group(group, topic, PlayedMirror.RECORDS, List.of());
        }
        Path calls = sites.directory().resolve("calls");
        Map<String, String> environment = new HashMap<>(sites.environment());
        environment.put("PATH", standIns("kubectl", "nsupdate", "curl") + ":" + System.getenv("PATH"));
        environment.put("BATON_TEST_CALLS", calls.toString());

        // When
        try (BatonProcess baton = sites.start(
                environment,
                "switch",
                "--mode",
                "planned",
                "--group",
                hostile.get(0),
                "--group",
                hostile.get(1),
                "--group",
                hostile.get(2),
                "--settle",
                "100ms",
                "--hooks",
                "examples/hooks/hooks.yaml",
                "--execute")) {
            BatonProcess.Result result = baton.await(Duration.ofSeconds(90));

            // Then
            assertThat(result.exitCode()).as(result.err()).isZero();
        }
        String made = Files.readString(calls);
        for (String group : hostile) {
            assertThat(atWest.committed(group, topic)).isEqualTo(PlayedMirror.RECORDS);
            assertThat(made)
                    .contains("kubectl <scale> <deployment> <--selector> <kafka-group=" + group + "> <--replicas> <0>")
                    .contains("kubectl <scale> <deployment> <--selector> <kafka-group=" + group + "> <--replicas> <1>");
        }
        assertThat(made)
                .containsSubsequence(
                        "curl",
                        "<{\"state\":\"off\",\"reason\":\"baton switch ",
                        "flags.example.com/api/flags/orders-writes>")
                .containsSubsequence("nsupdate <-k>", "update add kafka.example.com 30 CNAME west.kafka.example.com")
                .contains(
                        "kubectl <patch> <configmap> <kafka> <--type> <merge> <-p> <{\"data\":{\"cluster\":\"west\"}}>")
                .containsSubsequence("summary=switched: east to west, switch ", "\"verdict\" : \"");
        assertThat(Path.of("hacked")).doesNotExist();
        assertThat(sites.directory().resolve("hacked")).doesNotExist();
    }

    @Test
    void shouldEndAHookThatHangsWithItsChildrenAndSayWhatItSaidLast() throws Exception {
        // Given
        String topic = mirror.topic("hangs");
        mirror.group("hangs-app", topic, 40, List.of());
        Path child = sites.directory().resolve("child");
        script("hang", """
            #!/bin/sh
            echo starting
            while :; do echo alive >> "$1"; sleep 0.1; done &
            echo waiting for the load balancer
            wait
            """);
        Path hooks = Files.writeString(
                sites.directory().resolve("hanging.yaml"),
                "hooks: [{before: commit, command: [./hang, \"" + child + "\"], timeoutSeconds: 2}]");

        // When
        CliRun run = sites.cli(
                "switch", "--mode", "failover", "--group", "hangs-app", "--hooks", hooks.toString(), "--execute");

        // Then
        assertThat(run.expect(ExitCode.INCOMPLETE).err())
                .contains("did not end within 2 s and was killed: waiting for the load balancer");
        assertThat(atWest.committed("hangs-app")).isEmpty();
        long said = Files.size(child);
        await("its child is ended as well").during(Duration.ofSeconds(1)).until(() -> Files.size(child) == said);
    }

    @Test
    void shouldGoOnElsewhereOnlyWithTheHooksGivenAgainAndTellTheClusterTheirNamesAlone() throws Exception {
        // Given: a hook fails, and somebody else goes on with the switch from another machine
        String topic = mirror.topic("elsewhere");
        mirror.group("elsewhere-app", topic, 40, List.of());
        script("flag", "#!/bin/sh\nexit 7\n");
        Path hooks = Files.writeString(
                sites.directory().resolve("flag.yaml"), "hooks: [{before: commit, command: [./flag, s3cret-word]}]");
        Path others = Files.writeString(
                sites.directory().resolve("others.yaml"), "hooks: [{before: commit, command: [./other]}]");
        CliRun stopped = sites.cli(
                "switch",
                "--mode",
                "failover",
                "--group",
                "elsewhere-app",
                "--hooks",
                hooks.toString(),
                "--execute",
                "-o",
                "json");
        String id = TwoSites.parse(stopped.out()).get("id").asText();
        script("flag", "#!/bin/sh\necho \"told of $1\"\n");

        // When
        CliRun without = elsewhere("switch", "resume", id);
        CliRun withOthers = elsewhere("switch", "resume", id, "--hooks", others.toString());
        boolean untouched = atWest.committed("elsewhere-app").isEmpty();
        CliRun resumed = elsewhere("switch", "resume", id, "--hooks", hooks.toString());

        // Then
        assertThat(stopped.expect(ExitCode.INCOMPLETE).err()).contains("baton switch resume " + id);
        assertThat(without.expect(ExitCode.REFUSED).err()).contains("--hooks FILE");
        assertThat(withOthers.expect(ExitCode.REFUSED).err()).contains("the 1. was flag before commit", "is other");
        assertThat(untouched).isTrue();
        assertThat(resumed.expect(ExitCode.DONE).out()).contains("told of s3cret-word");
        assertThat(atWest.committed("elsewhere-app", topic)).isEqualTo(40);
        assertThat(opening(id)).contains("\"command\":[\"flag\"]").doesNotContain("s3cret-word");
    }

    private CliRun elsewhere(String... args) {
        Map<String, String> variables =
                Map.of("XDG_STATE_HOME", sites.directory().resolve("elsewhere").toString());
        String[] config = {"-c", sites.config().toString(), "--timeout", "6s"};
        return CliRun.in(sites.directory(), variables, TwoSites.plus(args, config));
    }

    /** What the journal on the cluster has of the plan. */
    private String opening(String id) {
        try (Cluster west = sites.connectToTarget()) {
            SwitchRecord record = SwitchHistory.read(west).find(id).orElseThrow();
            return record.entries().get(0).detail().toString();
        }
    }

    private Path standIns(String... names) throws IOException {
        for (String name : names) {
            script("bin/" + name, STAND_IN);
        }
        return sites.directory().resolve("bin");
    }

    private void script(String name, String text) throws IOException {
        Path file = sites.directory().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
