package dev.baton.translate;

import dev.baton.config.FlowConfig;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** What was gathered, for tests of what follows from it. */
public final class GatheredFixture {
    private GatheredFixture() {}

    /** From the target alone: Baton mirrors the flow from east to west. */
    public static Gathered ofBatonFlow(Map<TopicPartition, LogRange> targetLogs) {
        FlowFacts facts = new FlowFacts("east", "west", "E", "W", "", 32, 1, 2, Instant.EPOCH);
        return of(new FlowState("east", facts, Map.of(), List.of(), Map.of(), SwitchedGeneration.NONE, 0), targetLogs);
    }

    /** From the target alone: MirrorMaker 2 mirrors the flow from east to west. */
    public static Gathered ofMirrorMakerFlow(Map<TopicPartition, LogRange> targetLogs) {
        return of(FlowState.none("east"), targetLogs);
    }

    /** From the target alone, with Baton's state of the flow from east to west as it is given. */
    public static Gathered of(FlowState state, Map<TopicPartition, LogRange> targetLogs) {
        TargetSide target = new TargetSide(
                "W", state, Map.of(), List.of(), List.of(), Map.of(), new LogRanges(targetLogs, Map.of()));
        return new Gathered(FlowConfig.everything("east", "west"), null, null, target);
    }
}
