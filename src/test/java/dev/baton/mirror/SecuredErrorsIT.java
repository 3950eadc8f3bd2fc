package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.CliRun;
import dev.baton.cli.ExitCode;
import dev.baton.cluster.Needed;
import dev.baton.testkit.SecuredSites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Wrong passwords, certificates and protocols: what a person is told, how soon, and by which exit code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredErrorsIT {
    /** What a mirror gives a call, and some more on a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private SecuredSites sites;

    @BeforeAll
    void start(@TempDir Path directory) {
        sites = SecuredSites.start(directory);
        sites.grant(MirrorRights.all());
    }

    @AfterAll
    void stop() {
        sites.close();
    }

    @Test
    void shouldNameTheClusterWhenThePasswordIsWrong() {
        assertError(
                Map.of("EAST_PASSWORD", "wrong-pa55word"),
                sites.config(),
                ExitCode.UNAUTHORISED,
                "cluster east",
                "invalid credentials with SASL mechanism SCRAM-SHA-512",
                "check the user and the password in sasl.jaas.config of cluster east");
    }

    @Test
    void shouldNameTheClusterWhenThePasswordOfTheKeyIsWrong() {
        assertError(
                Map.of("WEST_KEY_PASSWORD", "wrong-pa55word"),
                sites.config(),
                ExitCode.USAGE,
                "cluster west",
                "correct the properties of cluster west");
    }

    @Test
    void shouldSayWhoIsNotTrustedWhenTheAuthorityIsUnknown() {
        assertError(
                Map.of(),
                sites.config("/etc/baton/east-ca.pem", "/etc/baton/west-ca.pem"),
                ExitCode.UNAUTHORISED,
                "cluster east",
                "signed by no authority that is trusted here",
                "put the authority of the brokers into ssl.truststore.location of cluster east");
    }

    @Test
    void shouldSaySoWhenTheCertificateHasExpired() {
        assertError(
                Map.of(),
                sites.eastAt("EXPIRED"),
                ExitCode.UNAUTHORISED,
                "cluster east",
                "is not valid now: NotAfter",
                "renew the certificates of the brokers of cluster east");
    }

    @Test
    void shouldSaySoWhenTheCertificateIsForAnotherHost() {
        assertError(
                Map.of(),
                sites.eastAt("ELSEWHERE"),
                ExitCode.UNAUTHORISED,
                "cluster east",
                "is for another host: No subject alternative names",
                "bootstrap.servers");
    }

    @Test
    void shouldSaySoWhenTheMechanismIsNotTheBrokers() {
        assertError(
                Map.of(),
                sites.config("SCRAM-SHA-512\n", "PLAIN\n", "scram.ScramLoginModule", "plain.PlainLoginModule"),
                ExitCode.UNAUTHORISED,
                "cluster east",
                "enabled mechanisms are [SCRAM-SHA-512]",
                "set sasl.mechanism of cluster east");
    }

    @Test
    void shouldNameTheRightWhenNothingCanGoOnWithoutIt() {
        // Given
        sites.grant(MirrorRights.all().stream()
                .filter(right -> right.on() != Needed.On.OWN_GROUPS)
                .toList());

        // When
        try {
            assertError(
                    Map.of(),
                    sites.config(),
                    ExitCode.UNAUTHORISED,
                    "cluster west",
                    "not authorised, READ on group baton-mirror.east is missing",
                    "--operation Read --group 'baton-mirror.east'");
        } finally {
            sites.grant(MirrorRights.all());
        }
    }

    @Test
    @Tag("long")
    void shouldSaySoWhenTheBrokerTakesNoTls() {
        assertError(
                Map.of(),
                sites.eastAt("PLAINTEXT"),
                ExitCode.UNREACHABLE,
                "cluster east",
                "speaks no TLS: security.protocol has to be PLAINTEXT or SASL_PLAINTEXT");
    }

    @Test
    void shouldSaySoAtOnceAndNotRunOutOfMemoryWhenTheBrokerTakesTlsAlone() {
        // When
        long start = System.nanoTime();
        assertError(
                Map.of(),
                sites.config("security.protocol: SASL_SSL", "security.protocol: SASL_PLAINTEXT"),
                ExitCode.UNREACHABLE,
                "cluster east",
                "speaks TLS: security.protocol has to be SSL or SASL_SSL");

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void shouldSaySoWhenTheBrokerTakesNoClientWithoutACertificate() {
        assertError(
                Map.of(),
                sites.config("ssl.keystore.", "#ssl.keystore.", "ssl.key.password", "#ssl.key.password"),
                ExitCode.UNAUTHORISED,
                "cluster west",
                "TLS handshake failed",
                "check ssl.keystore.*");
    }

    private void assertError(Map<String, String> environment, Path config, ExitCode code, String... words) {
        // When
        Map<String, String> all = new HashMap<>(sites.environment());
        all.putAll(environment);
        long start = System.nanoTime();
        CliRun run = CliRun.in(Path.of("").toAbsolutePath(), all, "mirror", "--once", "-c", config.toString());

        // Then
        run.expect(code);
        assertThat(run.err()).as(run.toString()).contains(words).doesNotContain("pa55word", "Exception");
        assertThat(run.err().lines().filter(line -> !line.startsWith("  ") && !line.startsWith("starting: ")))
                .hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }
}
