package dev.baton.state;

import dev.baton.cluster.Cluster;
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

    /** The state of one flow; an empty one where Baton never mirrored it. */
    public FlowState read(String source) {
        return new StateLog(source).read(target);
    }
}
