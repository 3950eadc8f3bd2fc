package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.Mark;
import dev.baton.wire.Leader;
import dev.baton.wire.PartitionRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class LostTailsTest {
    private final List<Mark> written = new ArrayList<>();
    private final TargetLosses losses = new TargetLosses();
    private final LostTails tails = new LostTails(written::add, losses);
    private final Mark known = mark(100, 101);

    @Test
    void shouldLeaveTheMarkAloneWhenTheLogReachesIt() {
        // When
        Mark fitting = tails.fitting(known, 101, mark -> mark(0, 0));
        // Then
        assertThat(fitting).isEqualTo(known);
        assertThat(written).isEmpty();
    }

    @Test
    void shouldWriteTheLowerMarkBeforeAnythingIsAppended() {
        // When
        Mark fitting = tails.fitting(known, 50, mark -> mark(49, 50));
        // Then
        assertThat(fitting).isEqualTo(mark(49, 50));
        assertThat(written).containsExactly(mark(49, 50));
    }

    @Test
    void shouldGoOnFromTheLowerMarkWhenAFirstAttemptFencedAndFailed() {
        // Given a loss of one record, which the fence of the first attempt makes up for
        tails.fitting(known, 100, mark -> mark(99, 100));
        // When
        Mark again = tails.fitting(known, 101, mark -> mark(0, 0));
        // Then
        assertThat(again).isEqualTo(mark(99, 100));
    }

    @Test
    void shouldLowerTheMarkFurtherWhenMoreIsLostBeforeTheSecondAttempt() {
        // Given
        tails.fitting(known, 50, mark -> mark(49, 50));
        // When
        Mark again = tails.fitting(known, 20, mark -> mark(19, 20));
        // Then
        assertThat(again).isEqualTo(mark(19, 20));
    }

    @Test
    void shouldForgetTheLowerMarkWhenThePartitionHasGoneOn() {
        // Given
        tails.fitting(known, 50, mark -> mark(49, 50));
        Mark later = mark(120, 123);
        // Then
        assertThat(tails.fitting(later, 123, mark -> mark(0, 0))).isEqualTo(later);
    }

    @Test
    void shouldSayWhatWasLostWhenTheComparisonDidNotFindIt() {
        // Given
        tails.fitting(known, 50, mark -> mark(49, 50));
        // When
        tails.compared(sides(), known, 49);
        // Then
        assertThat(losses.shown(Instant.now()))
                .singleElement()
                .satisfies(fault -> assertThat(fault.reason()).contains("ends at 50 and had ended at 101"));
    }

    @Test
    void shouldSayNothingWhenALeaderThatHadSleptSpokeOfLessThanThereIs() {
        // Given
        tails.fitting(known, 50, mark -> mark(49, 50));
        // When
        tails.compared(sides(), known, 100);
        // Then
        assertThat(losses.shown(Instant.now())).isEmpty();
    }

    private static Sides sides() {
        PartitionRef partition = new PartitionRef("t", Uuid.ONE_UUID, 0);
        Leader leader = new Leader(Node.noNode(), 0);
        return new Sides(Starts.topic("t"), partition, partition, leader, leader);
    }

    private static Mark mark(long source, long target) {
        return new Mark(
                "t",
                0,
                "t",
                "s-id",
                "t-id",
                Mark.Mode.MAPPED,
                source,
                target,
                source,
                0,
                7,
                100L,
                100L,
                0L,
                Instant.EPOCH);
    }
}
