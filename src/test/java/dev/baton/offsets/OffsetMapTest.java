package dev.baton.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.testkit.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetMapTest {
    @Test
    void shouldKeepOffsetsWhenPreserved() {
        assertThat(OffsetMap.PRESERVED.toTarget(42)).isEqualTo(42);
        assertThat(OffsetMap.PRESERVED.toSource(42)).isEqualTo(42);
    }

    @Test
    @Trap({"1", "9"})
    void shouldTranslateToTheNextRecordWhenTheCommittedOffsetLiesInAGap() {
        // Given records 100..109 and 120..129 of the source at 0..9 and 10..19 of the target
        OffsetMap map = OffsetMap.of(List.of(new Run(120, 10), new Run(100, 0)));

        // Then
        assertThat(map.toTarget(105)).isEqualTo(5);
        assertThat(map.toTarget(110)).isEqualTo(10);
        assertThat(map.toTarget(115)).isEqualTo(10);
        assertThat(map.toTarget(120)).isEqualTo(10);
        assertThat(map.toTarget(125)).isEqualTo(15);
        assertThat(map.toTarget(50)).isEqualTo(0);
        assertThat(map.toSource(12)).isEqualTo(122);
    }

    @Test
    void shouldRefuseRunsThatContradict() {
        List<Run> runs = List.of(new Run(10, 0), new Run(5, 3));
        assertThatThrownBy(() -> OffsetMap.of(runs)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNeverSkipNorRepeatARecordWhenLogsAreRandom() {
        Random random = new Random(7);
        for (int history = 0; history < 2_000; history++) {
            // Given a source with holes, and a target with markers of its own
            List<long[]> records = new ArrayList<>();
            List<Run> runs = new ArrayList<>();
            long source = random.nextInt(50);
            long target = random.nextInt(50);
            long delta = Long.MIN_VALUE;
            int count = 1 + random.nextInt(40);
            for (int i = 0; i < count; i++) {
                if (delta != target - source) {
                    runs.add(new Run(source, target));
                    delta = target - source;
                }
                records.add(new long[] {source++, target++});
                source += random.nextInt(4) == 0 ? random.nextInt(5) : 0;
                if (random.nextInt(6) == 0) {
                    target++;
                }
            }
            OffsetMap map = OffsetMap.of(runs);
            // When every offset of the source up to the last record is translated
            for (long committed = 0; committed <= records.get(count - 1)[0] + 1; committed++) {
                long translated = map.toTarget(committed);
                // Then records below lie below, all others at or above
                for (long[] record : records) {
                    assertThat(record[1] < translated).isEqualTo(record[0] < committed);
                }
            }
            // When every offset of the target is translated back
            for (long committed = 0; committed <= records.get(count - 1)[1] + 1; committed++) {
                long translated = map.toSource(committed);
                // Then records below lie below, all others at or above
                for (long[] record : records) {
                    assertThat(record[0] < translated).isEqualTo(record[1] < committed);
                }
            }
        }
    }

    @Test
    void shouldTranslateAsBeforeAboveAStartThatRunsBelowWereForgottenFor() {
        // Given
        OffsetMap map = OffsetMap.of(List.of(new Run(0, 0), new Run(10, 8), new Run(20, 15), new Run(40, 30)));
        for (long start = 0; start < 60; start++) {
            // When
            OffsetMap trimmed = map.from(start);
            // Then
            assertThat(trimmed.size()).isEqualTo(4 - map.runsBelow(start));
            for (long source = 0; source < 60; source++) {
                long before = map.toTarget(source);
                if (before >= start) {
                    assertThat(trimmed.toTarget(source)).isEqualTo(before);
                } else {
                    assertThat(trimmed.toTarget(source)).isLessThanOrEqualTo(start);
                }
            }
            assertThat(trimmed.plus(List.of(new Run(50, 37))).toTarget(55)).isEqualTo(42);
        }
        assertThat(map.runsBelow(29)).isEqualTo(2);
        assertThat(map.runsBelow(30)).isEqualTo(3);
    }
}
