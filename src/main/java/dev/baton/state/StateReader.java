package dev.baton.state;

import dev.baton.cluster.Cluster;
import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what Baton keeps on a target cluster. Always all of it, or a failure: never a part. */
public final class StateReader {
    private final Cluster target;

    public StateReader(Cluster target) {
        this.target = target;
    }

    /** The aliases of the sources whose flows left state here, in order. */
    public List<String> sources() {
        return target.topics().names().stream()
                .flatMap(topic -> InternalTopics.sourceOfSnapshot(topic).stream())
                .sorted()
                .toList();
    }

    /** The flows found here, by the alias of their source. */
    public Map<String, FlowState> discover() {
        Map<String, FlowState> flows = new TreeMap<>();
        sources().forEach(source -> flows.put(source, read(source)));
        return flows;
    }

    /**
     * The state of the flow that a command works on. Where nobody named its source, the target may know it by another alias
     * than the default.
     */
    public FlowState read(Flow flow) {
        if (flow.named()) {
            return read(flow.config().from());
        }
        List<String> sources = sources();
        if (sources.size() > 1) {
            throw BatonException.usage("cluster " + target.alias() + " is the target of flows from "
                    + String.join(", ", sources) + "; choose one with --from");
        }
        return read(sources.isEmpty() ? flow.config().from() : sources.get(0));
    }

    /** The state of one flow; an empty one where Baton never mirrored it. */
    public FlowState read(String source) {
        return new StateLog(source).read(target);
    }
}
