package dev.baton.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.config.ClusterConfig;
import dev.baton.config.Flow;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which flow is meant where only clusters were given. */
class FlowFinderTest {
    private final Flow unnamed =
            new Flow(FlowConfig.everything("source", "target"), null, new ClusterConfig("target", Map.of()), false);

    @Test
    void shouldTakeTheAliasOfTheOnlyFlowThatBatonMirrors() {
        // When
        Flow found = FlowFinder.among(
                unnamed, List.of("orders", "baton-snapshot.east.internal", "north.checkpoints.internal"));
        // Then
        assertThat(found.config().from()).isEqualTo("east");
        assertThat(found.named()).isTrue();
    }

    @Test
    void shouldTakeMirrorMakersAliasAndNamesWhenBatonMirrorsNothing() {
        // When
        Flow prefixed = FlowFinder.among(
                unnamed, List.of("east.checkpoints.internal", "east.heartbeats", "east.orders", "own"));
        Flow identity = FlowFinder.among(unnamed, List.of("east.checkpoints.internal", "east.heartbeats", "orders"));
        Flow underscores = FlowFinder.among(unnamed, List.of("east_checkpoints_internal", "east_orders"));
        // Then
        assertThat(prefixed.config().from()).isEqualTo("east");
        assertThat(prefixed.config().naming().targetTopic("orders")).isEqualTo("east.orders");
        assertThat(identity.config().naming().isIdentity()).isTrue();
        assertThat(underscores.config().naming().targetTopic("orders")).isEqualTo("east_orders");
    }

    @Test
    void shouldAskWhichOneWhenThereAreSeveral() {
        for (List<String> topics : List.of(
                List.of("east.checkpoints.internal", "north.checkpoints.internal"),
                List.of("baton-snapshot.east.internal", "baton-snapshot.north.internal"))) {
            assertThatThrownBy(() -> FlowFinder.among(unnamed, topics))
                    .isInstanceOf(BatonException.class)
                    .hasMessage(
                            "cluster target is the target of several flows, from east, north; choose one with --from");
        }
    }

    @Test
    void shouldLeaveAFlowAsItIsWhenItWasNamedOrNobodyKnowsOne() {
        Flow named = unnamed.found(unnamed.config());

        assertThat(FlowFinder.among(named, List.of("east.checkpoints.internal")))
                .isEqualTo(named);
        assertThat(FlowFinder.among(unnamed, List.of("orders"))).isEqualTo(unnamed);
    }
}
