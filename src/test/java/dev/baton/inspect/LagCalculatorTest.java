package dev.baton.inspect;

import static dev.baton.inspect.ReadinessFixture.GONE;
import static dev.baton.inspect.ReadinessFixture.NOW;
import static dev.baton.inspect.ReadinessFixture.ORDERS;
import static dev.baton.inspect.ReadinessFixture.beat;
import static dev.baton.inspect.ReadinessFixture.source;
import static dev.baton.inspect.ReadinessFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Outcome;
import dev.baton.config.TopicNaming;
import dev.baton.mirrormaker.ForeignMirror;
import dev.baton.testkit.Trap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagCalculatorTest {
    private static final String MADE_ANEW = "the topic was made anew on the source since it was mirrored";

    @Test
    void shouldCountFromTheMarkWhenTheTopicIsTheOneThatItSpeaksOf() {
        // When
        LagReport.Item item = lag(source(10)).get(0);
        // Then
        assertThat(item.mirroredTo()).isEqualTo(8);
        assertThat(item.recordsBehind()).isEqualTo(2);
        assertThat(item.secondsBehind()).isEqualTo(4);
        assertThat(item.reason()).isNull();
    }

    @Test
    @Trap("19")
    void shouldNotKnowHowFarATopicIsMirroredThatWasMadeAnewOnTheSource() {
        for (long end : new long[] {3, 8, 20}) {
            // When
            LagReport.Item item =
                    lag(madeAnew(Map.of(ORDERS, Outcome.known(end)))).get(0);
            // Then
            assertThat(item.sourceEnd()).isEqualTo(end);
            assertThat(item.mirroredTo()).isNull();
            assertThat(item.recordsBehind()).isNull();
            assertThat(item.secondsBehind()).isNull();
            assertThat(item.targetTopic()).isEqualTo("orders");
            assertThat(item.reason()).isEqualTo(MADE_ANEW);
        }
    }

    @Test
    void shouldNameAPartitionThatATopicMadeAnewHasNoMore() {
        // When
        List<LagReport.Item> items = lag(madeAnew(Map.of()));
        // Then
        assertThat(items).hasSize(1);
        assertThat(items.get(0).mirroredTo()).isNull();
        assertThat(items.get(0).reason()).isEqualTo(MADE_ANEW);
    }

    @Test
    @Trap("20")
    void shouldNotKnowHowFarATopicIsMirroredWhenItsCopyIsGone() {
        for (Outcome<SourceView> source : List.of(source(10), GONE)) {
            // When
            LagReport.Item item = lag(source, Map.of(ORDERS, "gone")).get(0);
            // Then
            assertThat(item.mirroredTo()).isNull();
            assertThat(item.recordsBehind()).isNull();
            assertThat(item.secondsBehind()).isNull();
            assertThat(item.reason()).isEqualTo("gone");
        }
    }

    @Test
    void shouldGoByTheMarkWhenTheSourceIsGone() {
        // When
        LagReport.Item item = lag(GONE).get(0);
        // Then
        assertThat(item.mirroredTo()).isEqualTo(8);
        assertThat(item.recordsBehind()).isEqualTo(1);
    }

    private static Outcome<SourceView> madeAnew(Map<TopicPartition, Outcome<Long>> ends) {
        return Outcome.known(new SourceView("A", NOW, Map.of("orders", "another"), ends, ends, Map.of()));
    }

    private static List<LagReport.Item> lag(Outcome<SourceView> source) {
        return lag(source, Map.of());
    }

    private static List<LagReport.Item> lag(Outcome<SourceView> source, Map<TopicPartition, String> lost) {
        TargetView target = new TargetView(
                "B", Set.of(), state(beat(NOW)), lost, Map.of(ORDERS, Outcome.known(8L)), ForeignMirror.NONE, Map.of());
        Map<TopicPartition, Long> waiting = Map.of(ORDERS, NOW.minusSeconds(4).toEpochMilli());
        FlowView view = new FlowView(source, Outcome.known(target), Outcome.known(waiting), NOW);
        return LagCalculator.calculate(view, TopicNaming.IDENTITY).items();
    }
}
