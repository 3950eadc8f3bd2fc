package dev.baton.config;

import dev.baton.failure.BatonException;
import org.jspecify.annotations.Nullable;

/**
 * The flow that a command works on, with the clusters at its two ends.
 *
 * @param source null where only the target was given: an operator whose source is gone need not know its address
 * @param named false where neither a file nor a flag named the source, so that the alias in {@link #config} is only a
 *     default and the flow facts on the target may know better
 */
public record Flow(FlowConfig config, @Nullable ClusterConfig source, ClusterConfig target, boolean named) {

    /** The source, for a command that cannot do without. */
    public ClusterConfig requireSource() {
        if (source == null) {
            throw BatonException.usage("no source cluster given; add --source-bootstrap or --source-config");
        }
        return source;
    }

    /** The same clusters, about another direction or with other settings. */
    public Flow as(FlowConfig other) {
        return new Flow(other, source, target, named);
    }

    /** The same flow as its target knows it. */
    public Flow found(FlowConfig known) {
        return new Flow(known, source, target, true);
    }
}
