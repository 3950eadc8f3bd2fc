package dev.baton.inspect;

import dev.baton.cluster.Cluster;
import dev.baton.config.Flow;
import dev.baton.config.FlowConfig;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import dev.baton.mirrormaker.MirrorMakerNames;
import dev.baton.state.InternalTopics;
import java.util.Collection;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which flow a command is about where neither a file nor a flag named its source: the target knows it, by the topics that its
 * mirror keeps there. What Baton mirrors comes first, then what MirrorMaker 2 does.
 */
public final class FlowFinder {
    private FlowFinder() {}

    /**
     * The flow as its target knows it; as it was given where it was named, or where the target tells of none.
     *
     * @throws BatonException where the target tells of several
     */
    public static Flow find(Flow flow, Cluster target) {
        return flow.named() ? flow : among(flow, target.topics().names());
    }

    /** The same from the names of all topics of the target. Pure. */
    static Flow among(Flow flow, Collection<String> topics) {
        if (flow.named()) {
            return flow;
        }
        Set<String> ofBaton = new TreeSet<>();
        TreeMap<String, String> ofMirrorMaker = new TreeMap<>();
        for (String topic : topics) {
            InternalTopics.sourceOfSnapshot(topic).ifPresent(ofBaton::add);
            MirrorMakerNames.checkpointsOf(topic).ifPresent(source -> ofMirrorMaker.put(source, topic));
        }
        if (!ofBaton.isEmpty()) {
            return flow.found(flow.config().from(only(flow, ofBaton)));
        }
        if (ofMirrorMaker.isEmpty()) {
            return flow;
        }
        FlowConfig config = flow.config().from(only(flow, ofMirrorMaker.keySet()));
        return flow.found(
                config.naming(naming(config, ofMirrorMaker.firstEntry().getValue(), topics)));
    }

    private static String only(Flow flow, Set<String> sources) {
        if (sources.size() > 1) {
            throw BatonException.usage("cluster " + flow.target().alias() + " is the target of several flows, from "
                    + String.join(", ", sources) + "; choose one with --from");
        }
        return sources.iterator().next();
    }

    /** MirrorMaker 2's default policy, where there are copies under its names; heartbeats have them under either policy. */
    private static TopicNaming naming(FlowConfig config, String checkpoints, Collection<String> topics) {
        String separator = MirrorMakerNames.separatorOf(checkpoints);
        TopicNaming prefixed = TopicNaming.prefixed(config.from(), separator);
        boolean copies = topics.stream()
                .filter(topic -> !MirrorMakerNames.isHeartbeats(topic)
                        && MirrorMakerNames.checkpointsOf(topic).isEmpty())
                .flatMap(topic -> prefixed.sourceTopic(topic).stream())
                .anyMatch(config.topics());
        return copies ? prefixed : TopicNaming.IDENTITY;
    }
}
