package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.Needed;
import dev.baton.cluster.Needed.On;
import dev.baton.cluster.Needed.Side;
import dev.baton.cluster.Needed.Stands;
import dev.baton.inspect.InspectRights;
import dev.baton.switchover.SwitchRights;
import dev.baton.testkit.SecuredSites;
import dev.baton.testkit.TestAcls;
import dev.baton.testkit.TestData;
import dev.baton.testkit.Trap;
import dev.baton.testkit.TwoSites;
import dev.baton.translate.TranslateRights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code translate}, {@code inspect readiness} and {@code switch} with just the rights of their man pages, and with one fewer. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorRightsIT {
    private static final String GROUP = "shop-billing";

    @TempDir
    private static Path directory;

    private SecuredSites sites;

    @BeforeAll
    void start() {
        sites = SecuredSites.start(directory);
        new TestData(sites.east()).create("orders", 1, Map.of()).produce("orders", 0, 20, System.currentTimeMillis());
        new TestData(sites.east()).commit(GROUP, "orders", 0, 11, "");
        new TwoSites(sites.east(), sites.west(), directory)
                .with("topics", "orders")
                .with("groups", "nobody")
                .cli("mirror", "--once")
                .expect(ExitCode.DONE);
    }

    @AfterAll
    void stop() {
        sites.close();
    }

    /** No commit, and no journal, on the target. */
    @BeforeEach
    void forgetSwitches() throws Exception {
        try (Admin admin = sites.west().admin()) {
            if (new TestData(sites.west()).groups().contains(GROUP)) {
                admin.deleteConsumerGroups(List.of(GROUP)).all().get(20, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void shouldTranslateWithJustTheRightsOfThePage() {
        // Given
        sites.grant(TranslateRights.all());

        // When
        CliRun run = run("translate", "--all-groups", "-o", "json");

        // Then
        JsonNode item = TwoSites.parse(run.expect(ExitCode.DONE).out()).at("/items/0");
        assertThat(item.get("confidence").asText()).isEqualTo("exact");
        assertThat(item.get("target").asLong()).isEqualTo(11);
    }

    @Test
    @Trap("g")
    void shouldTranslateByItsOwnMapWhenMirrorMakersTopicsCannotBeRead() {
        // Given
        String syncs = "mm2-offset-syncs.west.internal";
        String checkpoints = "east.checkpoints.internal";
        new TestData(sites.east()).create(syncs, 1, Map.of()).produce(syncs, 0, 1, 1);
        new TestData(sites.west()).create(checkpoints, 1, Map.of()).produce(checkpoints, 0, 1, 1);
        sites.grant(TranslateRights.all());
        sites.show(Side.SOURCE, syncs);
        sites.show(Side.TARGET, checkpoints);
        try {
            // When
            CliRun translated = run("translate", "--all-groups", "-o", "json");
            CliRun inspected = run("inspect", "checkpoints", "-o", "json");

            // Then
            JsonNode item =
                    TwoSites.parse(translated.expect(ExitCode.DONE).out()).at("/items/0");
            assertThat(item.get("confidence").asText()).isEqualTo("exact");
            assertThat(translated.err())
                    .contains("not read: " + syncs + ": ", "READ on topic " + syncs)
                    .contains("not read: " + checkpoints + ": ", "READ on topic " + checkpoints);
            JsonNode topic = TwoSites.parse(
                            inspected.expect(ExitCode.UNAUTHORISED).out())
                    .at("/topics/0");
            assertThat(topic.get("checkpoints").isNull()).isTrue();
            assertThat(topic.get("failure").asText()).contains("READ on topic " + checkpoints);
        } finally {
            new TestData(sites.east()).delete(syncs);
            new TestData(sites.west()).delete(checkpoints);
        }
    }

    @Test
    void shouldFindContentWithJustTheRightsOfThePage() {
        // Given
        sites.grant(TranslateRights.withOtherEvidence());

        // When
        CliRun run = run("translate", "--all-groups", "--by", "content", "-o", "json");

        // Then
        JsonNode item = TwoSites.parse(run.expect(ExitCode.DONE).out()).at("/items/0");
        assertThat(item.get("confidence").asText()).isEqualTo("exact");
        assertThat(item.get("target").asLong()).isEqualTo(11);
    }

    @Test
    @Trap("g")
    void shouldLookUpTheOtherTopicsByTimeWhenOneMayNotBeRead() {
        // Given
        String payments = "payments-by-time";
        long time = System.currentTimeMillis();
        new TestData(sites.east()).create(payments, 1, Map.of()).produce(payments, 0, 20, time);
        new TestData(sites.west()).create(payments, 1, Map.of()).produce(payments, 0, 20, time);
        new TestData(sites.east()).commit("shop-paying", payments, 0, 11, "");
        sites.grant(TranslateRights.withOtherEvidence().stream()
                .filter(right -> right.side() != Side.SOURCE || right.operation() != AclOperation.READ)
                .toList());
        new TestAcls(sites.east()).allowAll("User:baton", payments);
        try {
            // When
            CliRun run = run("translate", "--all-groups", "--by", "timestamp", "-o", "json");

            // Then
            JsonNode items =
                    TwoSites.parse(run.expect(ExitCode.INCOMPLETE).out()).get("items");
            assertThat(items).as(run.toString()).hasSize(2);
            assertThat(items.get(0).get("target").isNull()).isTrue();
            assertThat(items.get(0).get("reason").asText()).contains("timestamp: ", "READ on topic orders");
            assertThat(items.get(1).get("method").asText()).isEqualTo("timestamp");
            assertThat(items.get(1).get("target").isNumber()).isTrue();
        } finally {
            new TestData(sites.east()).delete(payments);
            new TestData(sites.west()).delete(payments);
        }
    }

    @Test
    void shouldCheckAllWithJustTheRightsOfThePage() {
        // Given
        sites.grant(InspectRights.all());

        // When
        CliRun run = run("inspect", "readiness", "-o", "json");

        // Then
        assertThat(run.code()).as(run.toString()).isIn(ExitCode.DONE, ExitCode.INCOMPLETE);
        assertThat(run.out()).as(run.toString()).doesNotContain("not checked", "not authorised");
    }

    @Test
    void shouldSwitchWithJustTheRightsOfThePage() {
        // Given
        sites.grant(SwitchRights.all());

        // When
        CliRun run = run("switch", "--mode", "failover", "--group", GROUP, "--execute", "-o", "json");

        // Then
        run.expect(ExitCode.DONE);
        assertThat(new TestData(sites.west()).committed(GROUP, "orders")).isEqualTo(11);
    }

    static List<Needed> ofTranslate() {
        return TranslateRights.withOtherEvidence();
    }

    @ParameterizedTest
    @MethodSource("ofTranslate")
    @Trap("g")
    void shouldNameTheRightWithoutWhichItDoesNotTranslate(Needed taken) {
        // Given
        boolean other = taken.stands() == Stands.FUNCTION;
        sites.grant(without(other ? ofTranslate() : TranslateRights.all(), taken));

        // When
        String by = taken.operation() == AclOperation.DESCRIBE_CONFIGS ? "timestamp" : "content";
        CliRun run = other ? run("translate", "--group", GROUP, "--by", by) : run("translate", "--group", GROUP);

        // Then
        assertThat(run.code()).as(run.toString()).isIn(ExitCode.INCOMPLETE, ExitCode.UNAUTHORISED);
        assertNamed(taken, run);
    }

    /** What an authorizer leaves out of an answer, instead of refusing it, can only be guessed at. */
    private static void assertNamed(Needed taken, CliRun run) {
        boolean commitsLeftOut =
                taken.side() == Side.SOURCE && taken.operation() == AclOperation.DESCRIBE && taken.on() == On.TOPICS;
        assertThat(run.out() + run.err())
                .as(run.toString())
                .doesNotContain("unexpected")
                .containsPattern(
                        commitsLeftOut
                                ? "nothing to translate"
                                : "(" + taken.operation() + "|DESCRIBE) on (topic|group|cluster)");
    }

    /** The seconds that a mirror is behind are no check of their own. */
    static List<Needed> ofReadiness() {
        return InspectRights.ofReadiness().stream()
                .filter(right -> right.side() == Side.TARGET || right.operation() != AclOperation.READ)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ofReadiness")
    @Trap("g")
    void shouldSayWhatIsNotCheckedForWantOfARight(Needed taken) {
        // Given
        sites.grant(without(InspectRights.all(), taken));

        // When
        CliRun run = run("inspect", "readiness", "-o", "json");

        // Then
        assertThat(run.code()).as(run.toString()).isIn(ExitCode.DONE, ExitCode.INCOMPLETE);
        assertThat(TwoSites.parse(run.out()).get("notChecked"))
                .as(run.toString())
                .isNotEmpty()
                .allSatisfy(why -> assertThat(why.asText()).contains("not authorised, " + taken.operation() + " on "));
    }

    static List<Needed> ofSwitch() {
        return SwitchRights.all();
    }

    @ParameterizedTest
    @MethodSource("ofSwitch")
    @Trap("g")
    void shouldNameTheRightWithoutWhichItDoesNotSwitch(Needed taken) {
        // Given
        sites.grant(without(SwitchRights.all(), taken));

        // When
        CliRun run = run("switch", "--mode", "failover", "--group", GROUP, "--execute");

        // Then
        assertThat(run.code()).as(run.toString()).isIn(ExitCode.INCOMPLETE, ExitCode.UNAUTHORISED);
        assertNamed(taken, run);
        assertThat(new TestData(sites.west()).groups()).doesNotContain(GROUP);
    }

    /** All but one, and but those that would imply it: READ implies DESCRIBE. */
    private static List<Needed> without(List<Needed> all, Needed taken) {
        return all.stream()
                .filter(right -> right.side() != taken.side()
                        || right.on() != taken.on()
                        || (right.operation() != taken.operation()
                                && (taken.operation() != AclOperation.DESCRIBE
                                        || right.operation() != AclOperation.READ)))
                .toList();
    }

    private CliRun run(String... args) {
        return CliRun.in(
                directory,
                sites.environment(),
                TwoSites.plus(args, "-c", sites.config().toString(), "--timeout", "10s"));
    }
}
