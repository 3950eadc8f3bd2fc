package dev.baton.failback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.state.FlowState;
import dev.baton.state.MapReader;
import dev.baton.state.StateReader;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills a failback, as by SIGKILL, after each thing that it changes, on the way back and when the first flow is taken up again;
 * run once more, all stands as where it was never killed. Each round trip is a flow of its own, between aliases of its own.
 */
@Tag("long")
@WithClusters
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailbackKillIT {
    private static final String NEVER = "never";
    private static final int KILLED = 137;
    private static final int TAIL = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final KafkaCluster east;
    private final KafkaCluster west;
    private final Path directory;
    private List<String> undisturbed = List.of();
    private List<String> rebuilt = List.of();
    private int trips;

    FailbackKillIT(@Named("east") KafkaCluster east, @Named("west") KafkaCluster west, @TempDir Path directory) {
        this.east = east;
        this.west = west;
        this.directory = directory;
    }

    @BeforeAll
    void goThereAndBackUndisturbed() throws IOException {
        undisturbed = new Trip(trips++).go(NEVER, NEVER);
        rebuilt = new Trip(trips++).rebuild(NEVER);
    }

    @ParameterizedTest
    @CsvSource({
        "turn:runs, turn:runs",
        "turn:point, turn:point",
        "turn:mark, turn:mark",
        "commits:recorded, commits:recorded",
        "commits:made, commits:made",
        "release:done, release:begin",
        "never, release:returned",
        "never, release:done"
    })
    void shouldComeToTheSameEndWhenKilledAndRunAgain(String onTheWayBack, String whenTakenUpAgain) throws IOException {
        assertThat(new Trip(trips++).go(onTheWayBack, whenTakenUpAgain)).isEqualTo(undisturbed);
    }

    @ParameterizedTest
    @CsvSource({"forget:done", "delete:done", "release:done"})
    void shouldComeToTheSameEndWhenARebuildingIsKilled(String point) throws IOException {
        assertThat(new Trip(trips++).rebuild(point)).isEqualTo(rebuilt);
    }

    /** A round trip of two topics and a group; what it leaves behind is told without the names, ids and times of its own. */
    private final class Trip {
        private final int number;
        private final String config;
        private final List<String> told = new ArrayList<>();
        private final TestData atEast = new TestData(east);
        private final TestData atWest = new TestData(west);

        Trip(int number) throws IOException {
            this.number = number;
            this.config = Files.writeString(directory.resolve("baton-" + number + ".yaml"), """
                clusters:
                  %1$s:
                    bootstrap.servers: %2$s
                  %3$s:
                    bootstrap.servers: %4$s
                flows:
                  - {from: %1$s, to: %3$s, topics: ".*-trip%5$d", groups: ".*-trip%5$d", offsets: map}
                """.formatted(
                                    alias("east"), east.bootstrap(), alias("west"), west.bootstrap(), number))
                    .toString();
        }

        List<String> go(String onTheWayBack, String whenTakenUpAgain) {
            failOver();
            failBack("west", "east", onTheWayBack);
            tell("back", east, "west");
            mirrorOnce("west", "east");
            tellLogs(east);
            atWest.commit(name("shop"), name("orders"), 0, 55, "");
            run("switch", "west", "east", "--mode", "failover", "--all-groups", "--execute");
            atEast.produce(name("orders"), 0, 7, System.currentTimeMillis());
            atEast.commit(name("shop"), name("orders"), 0, 60, "");
            failBack("east", "west", whenTakenUpAgain);
            tell("again", west, "east");
            mirrorOnce("east", "west");
            tellLogs(west);
            return told;
        }

        List<String> rebuild(String point) {
            failOver();
            run("salvage", "east", "west", "inject", "--execute");
            failBack("west", "east", point, "--rebuild", "--confirm", alias("east"));
            mirrorOnce("west", "east");
            tell("rebuilt", east, "west");
            tellLogs(east);
            // the marker that commits what was salvaged is the last of west's log: it has no place until something
            // follows
            assertThat(atEast.end(name("orders"), 0)).isEqualTo(atWest.end(name("orders"), 0) - 1);
            return told;
        }

        /** East is mirrored, has a tail more, and its group moves to west, where something is written. */
        private void failOver() {
            for (String topic : List.of("orders", "customers")) {
                // its records are of 1970, and a broker would remove them sooner or later
                atEast.create(name(topic), 1, Map.of("retention.ms", "-1"));
                atEast.produce(name(topic), 0, 50, 1_000);
            }
            atEast.commit(name("shop"), name("orders"), 0, 40, "");
            mirrorOnce("east", "west");
            atEast.produce(name("orders"), 0, TAIL, 2_000);
            run("switch", "east", "west", "--mode", "failover", "--all-groups", "--execute");
            atWest.produce(name("orders"), 0, 10, 3_000);
            atWest.commit(name("shop"), name("orders"), 0, 52, "");
        }

        private void mirrorOnce(String from, String to) {
            CliRun.in(
                            directory,
                            environment(),
                            "mirror",
                            "--once",
                            "--from",
                            alias(from),
                            "--to",
                            alias(to),
                            "-c",
                            config)
                    .expect(ExitCode.DONE);
        }

        private void failBack(String from, String to, String point, String... more) {
            String[] command = TwoSites.plus(command("failback", from, to, more), "--execute");
            if (!point.equals(NEVER)) {
                Map<String, String> environment = new HashMap<>(environment());
                environment.put("BATON_TEST_HALT_AT", point);
                try (BatonProcess baton = BatonProcess.start(environment, "", command)) {
                    BatonProcess.Result result = baton.await(LIMIT);
                    assertThat(result.exitCode())
                            .as(point + "\n" + result.err())
                            .isEqualTo(KILLED);
                }
            }
            CliRun.in(directory, environment(), command).expect(ExitCode.DONE);
        }

        private void run(String name, String from, String to, String... more) {
            CliRun.in(directory, environment(), command(name, from, to, more)).expect(ExitCode.DONE);
        }

        private String[] command(String name, String from, String to, String... more) {
            String[] flow = {"--from", alias(from), "--to", alias(to), "-c", config, "--timeout", "10s"};
            return TwoSites.plus(TwoSites.plus(new String[] {name}, more), flow);
        }

        private Map<String, String> environment() {
            return Map.of("XDG_STATE_HOME", directory.resolve("state").toString());
        }

        private String alias(String cluster) {
            return cluster + number;
        }

        private String name(String what) {
            return what + "-trip" + number;
        }

        /** What stands in Baton's own topics of a flow, and what is committed, on its target. */
        private void tell(String when, KafkaCluster target, String source) {
            try (Cluster cluster =
                    Cluster.connect(target.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test")) {
                FlowState state = new StateReader(cluster).read(alias(source));
                List<String> lines = new ArrayList<>();
                new MapReader(cluster)
                        .read(state)
                        .forEach((partition, map) -> lines.add("map " + partition + " "
                                + map.map(known -> known.isPreserved()
                                                ? "preserved"
                                                : known.runs().toString())
                                        .orThrow()));
                state.marks()
                        .values()
                        .forEach(mark -> lines.add("mark " + mark.topic() + " " + mark.mode() + " "
                                + mark.sourceOffset() + " " + mark.targetOffset() + " " + mark.coveredTo() + " "
                                + mark.alignedStart()));
                state.turns()
                        .values()
                        .forEach(turn -> lines.add("turn " + turn.topic() + " " + turn.sourceOffset()
                                + " " + turn.copiedTo() + " " + turn.tailFrom() + " " + turn.tailTo() + " "
                                + turn.tailRecords() + " " + turn.salvaged()));
                state.groups()
                        .values()
                        .forEach(group ->
                                lines.add("group " + group.group() + " " + group.commits() + " " + group.intended()));
                lines.add("switched " + state.switched().allGroups() + " "
                        + state.switched().groups() + " " + state.switched().allTopics() + " "
                        + state.switched().topics());
                new TestData(target)
                        .committed(name("shop"))
                        .forEach((partition, commit) ->
                                lines.add("commit " + partition + " " + commit.offset() + " " + commit.leaderEpoch()));
                lines.stream().sorted().forEach(line -> say(when + ": " + line));
            }
        }

        private void tellLogs(KafkaCluster cluster) {
            for (String topic : List.of("orders", "customers")) {
                say(topic + " " + Ledger.values(cluster, new TopicPartition(name(topic), 0)));
            }
            say("shop " + new TestData(cluster).committed(name("shop")).values());
        }

        private void say(String line) {
            told.add(line.replace("-trip" + number, ""));
        }
    }
}
