package dev.baton.translate;

import dev.baton.config.FlowConfig;
import dev.baton.config.TopicNaming;
import org.jspecify.annotations.Nullable;

/**
 * The copies on a flow's source of topics of its target: there are some where each cluster mirrors the other one under
 * prefixes, called active-active. A group that reads {@code orders} and {@code west.orders} on east reads {@code east.orders}
 * and {@code orders} on west. Such a copy is never mirrored back, so that its commits go the way back of the other flow. Pure.
 *
 * @param back the other flow, from this one's target to its source; null where names are kept, since then there are no two
 */
record Copies(@Nullable FlowConfig back) {
    static Copies of(FlowConfig flow) {
        TopicNaming naming = flow.naming();
        if (naming.isIdentity() || naming.strips()) {
            return new Copies(null);
        }
        String separator = naming.prefix().substring(flow.from().length());
        return new Copies(new FlowConfig(
                flow.to(),
                flow.from(),
                FlowConfig.everything(flow.to(), flow.from()).topics(),
                flow.groups(),
                TopicNaming.prefixed(flow.to(), separator),
                flow.offsets(),
                flow.replicationFactor(),
                flow.following(),
                flow.onSourceLoss()));
    }

    /** Whether a topic of the flow's source is a copy of one of its target. */
    boolean cover(String topic) {
        FlowConfig other = back;
        return other != null
                && other.naming().sourceTopic(topic).filter(other.topics()).isPresent();
    }
}
