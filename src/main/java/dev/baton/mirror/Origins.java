package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.state.FlowFacts;
import dev.baton.state.FlowState;
import dev.baton.state.InternalTopics;
import dev.baton.state.StateLog;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@link Provenance} of the source's topics, looked up anew each time: a flow back begins, is switched and is turned round
 * while the mirror runs. Where no flow ends on the source that asks it nothing; of a flow back only what is new is read, and
 * of others no more once their prefix is known. Used by one thread.
 */
final class Origins {
    private final FlowConfig flow;
    private final Cluster source;
    private final String targetClusterId;
    /** By the alias of their source; also of those that the source hides since: what is not to be read must not look gone. */
    private final Map<String, StateLog> logs = new TreeMap<>();

    private final Map<String, FlowState> flows = new TreeMap<>();

    Origins(FlowConfig flow, Cluster source, String targetClusterId) {
        this.flow = flow;
        this.source = source;
        this.targetClusterId = targetClusterId;
    }

    /** @param topics the names of all topics of the source */
    Provenance look(Collection<String> topics) {
        topics.stream()
                .flatMap(topic -> InternalTopics.sourceOfSnapshot(topic).stream())
                .forEach(alias -> logs.computeIfAbsent(alias, StateLog::new));
        logs.forEach((alias, log) -> {
            FlowState known = flows.get(alias);
            if (known == null || mayChange(known)) {
                flows.put(alias, log.read(source));
            }
        });
        return Provenance.of(flow, targetClusterId, flows.values(), topics);
    }

    private boolean mayChange(FlowState known) {
        FlowFacts facts = known.facts();
        return facts == null || facts.sourceClusterId().equals(targetClusterId);
    }
}
