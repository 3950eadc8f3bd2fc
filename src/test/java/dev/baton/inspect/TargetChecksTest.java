package dev.baton.inspect;

import static dev.baton.inspect.Findings.assertFinding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.OpenTransaction;
import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.testkit.Trap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What stands on the target against groups that come over. */
class TargetChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final Readiness readiness = new Readiness();
    private final long day = Duration.ofDays(1).toMillis();

    @Test
    @Trap("18")
    void shouldWarnWhenRetentionIsAboutToTakeWhatAGroupReadsNext() {
        assertFinding(
                retention(NOW.minus(Duration.ofHours(23)), day), Severity.WARNING, "retention", "group g would go on");
        assertThat(retention(NOW.minus(Duration.ofHours(30)), day).get(0).consequence())
                .contains("at any moment");
    }

    @Test
    @Trap("18")
    void shouldWarnWhenRetentionBySizeIsAboutToTakeWhatAGroupReadsNext() {
        // a log of 1,000 records and 100,000 bytes that begins at 500; what is said is by how much is behind the group
        assertFinding(bytes(600, 90_000), Severity.WARNING, "retention", "about 90000 bytes before the end");
        assertFinding(bytes(0, 100_000), Severity.WARNING, "retention", "about 100000 bytes before the end");
        assertThat(bytes(1_000, 90_000)).isEmpty();
        assertThat(bytes(600, 200_000)).isEmpty();
        assertThat(bytes(600, -1)).isEmpty();
        assertThat(bytes(1_500, 1)).as("it has read everything").isEmpty();
    }

    private static List<Finding> bytes(long offset, long retentionBytes) {
        Readiness found = new Readiness();
        RetentionRisk.check(
                found, ORDERS, new RetentionRisk.Standing("g", offset), 500, 1_500, 100_000, retentionBytes);
        return found.report().findings();
    }

    @Test
    @Trap("31")
    void shouldWarnOfACommitWithALeaderEpochThatTheTargetNeverHad() {
        ForeignEpochs.check(readiness, "g", ORDERS, 3, 3);
        assertThat(readiness.report().findings()).isEmpty();

        ForeignEpochs.check(readiness, "g", ORDERS, 12, 3);
        assertFinding(
                readiness.report().findings(),
                Severity.WARNING,
                "leader-epochs",
                "group g has a commit for orders-0 on the target with leader epoch 12, where the log is at 3");
    }

    @Test
    void shouldSayNothingWhenThereIsTimeOrNoLimit() {
        assertThat(retention(NOW.minus(Duration.ofHours(5)), day)).isEmpty();
        assertThat(retention(NOW.minus(Duration.ofHours(30)), -1L)).isEmpty();
        assertThat(retention(NOW.minus(Duration.ofHours(30)), null)).isEmpty();
    }

    @Test
    @Trap("34")
    void shouldWarnWhenCommitsExpireEarlierOnTheTarget() {
        Readiness found = new Readiness();
        OffsetExpiry.check(found, 60, 60);
        assertFinding(found.report().findings(), Severity.WARNING, "offset-expiry", "60 on the target");

        OffsetExpiry.check(readiness, OffsetExpiry.WEEK, OffsetExpiry.WEEK);
        assertThat(readiness.report().findings()).isEmpty();
    }

    @Test
    @Trap("10")
    void shouldWarnOfATransactionThatNobodyEnds() {
        OpenTransaction fresh = new OpenTransaction(7, 0, 100, NOW.minusSeconds(5));
        HangingTransactions.check(readiness, ORDERS, List.of(fresh), NOW);
        assertThat(readiness.report().findings()).isEmpty();

        OpenTransaction hanging = new OpenTransaction(7, 0, 100, NOW.minus(Duration.ofHours(2)));
        HangingTransactions.check(readiness, ORDERS, List.of(fresh, hanging), NOW);
        assertFinding(
                readiness.report().findings(), Severity.WARNING, "transactions", "producer 7 is open from offset 100");
    }

    private List<Finding> retention(Instant recordTime, Long retentionMs) {
        Readiness found = new Readiness();
        RetentionRisk.check(
                found, ORDERS, new RetentionRisk.Standing("g", 5), recordTime.toEpochMilli(), retentionMs, NOW);
        return found.report().findings();
    }
}
