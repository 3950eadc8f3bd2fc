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
