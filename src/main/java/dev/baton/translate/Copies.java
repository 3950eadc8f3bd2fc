package dev.baton.translate;

import dev.baton.config.FlowConfig;
import dev.baton.config.NameFilter;
import dev.baton.config.TopicNaming;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The copies on a flow's source of topics of its target: there are some where each cluster mirrors the other one under
 * prefixes, called active-active. A group that reads {@code orders} and {@code west.orders} on east reads {@code east.orders}
 * and {@code orders} on west. Such a copy is never mirrored back, so that its commits go the way back of the other flow, whose
 * offset map lies on this one's source. Pure.
 *
 * @param back the other flow, from this one's target to its source; null where names are kept, since then there are no two
 */
public record Copies(@Nullable FlowConfig back) {
    private static final NameFilter MIRRORED = FlowConfig.everything("", "").topics();

    /** As a flow is configured. */
    public static Copies of(FlowConfig flow) {
        TopicNaming naming = flow.naming();
        if (naming.isIdentity() || naming.strips()) {
            return new Copies(null);
        }
        String separator = naming.prefix().substring(flow.from().length());
        return new Copies(new FlowConfig(
                flow.to(),
                flow.from(),
                MIRRORED,
                flow.groups(),
                TopicNaming.prefixed(flow.to(), separator),
                flow.offsets(),
                flow.replicationFactor(),
                flow.following(),
                flow.onSourceLoss()));
    }

    /** As a flow was mirrored, which is what its facts say; else as it is configured. */
    static Copies of(FlowConfig flow, FlowState state) {
        FlowFacts facts = state.facts();
        return facts == null
                ? of(flow)
                : of(new FlowConfig(
                        facts.from(),
                        facts.to(),
                        flow.topics(),
                        flow.groups(),
                        new TopicNaming(facts.prefix()),
                        flow.offsets(),
                        flow.replicationFactor(),
                        flow.following(),
                        flow.onSourceLoss()));
    }

    /** Whether a topic of the flow's source is a copy of one of its target. */
    public boolean cover(String topic) {
        return original(topic).isPresent();
    }

    /** The target's topic that a topic of the source is a copy of; empty where it is none. */
    Optional<String> original(String topic) {
        FlowConfig other = back;
        return other == null
                ? Optional.empty()
                : other.naming().sourceTopic(topic).filter(other.topics());
    }
}
