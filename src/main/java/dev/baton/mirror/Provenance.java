package dev.baton.mirror;

import dev.baton.config.FlowConfig;
import dev.baton.config.TopicNaming;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which topics of the source are copies, and of what. Pure. A topic that came from the target, also by way of other clusters,
 * is never mirrored back to it: records would go round for ever.
 *
 * <p>A prefix counts only where a flow is known that gives it: {@code orders.v1} is nobody's copy, whatever MirrorMaker 2
 * makes of its first dot.
 */
final class Provenance {
    private final Set<String> targetPrefixes = new HashSet<>();
    private final Set<String> otherPrefixes = new HashSet<>();
    private final Set<String> copies = new HashSet<>();
    private final Set<String> sameName = new HashSet<>();
    private final Set<String> ended = new HashSet<>();

    private Provenance() {}

    /**
     * What is known of it.
     *
     * @param targetClusterId of the target of the flow
     * @param flowsOntoSource Baton's flows whose target is the source of this flow
     * @param sourceTopics the names of all topics of the source
     */
    static Provenance of(
            FlowConfig flow,
            String targetClusterId,
            Collection<FlowState> flowsOntoSource,
            Collection<String> sourceTopics) {
        Provenance provenance = new Provenance();
        if (!flow.naming().isIdentity()) {
            String separator = flow.naming().prefix().substring(flow.from().length());
            provenance.targetPrefixes.add(flow.to() + separator);
        }
        mirrorMaker(flow, sourceTopics).forEach(provenance.targetPrefixes::add);
        for (FlowState other : flowsOntoSource) {
            var facts = other.facts();
            if (facts != null) {
                boolean reverse = facts.sourceClusterId().equals(targetClusterId);
                provenance.add(other, new TopicNaming(facts.prefix()), reverse);
            }
        }
        return provenance;
    }

    private static List<String> mirrorMaker(FlowConfig flow, Collection<String> sourceTopics) {
        return List.of(flow.following().internalSeparator(), ".").stream()
                .distinct()
                .filter(separator ->
                        sourceTopics.contains(flow.to() + separator + "checkpoints" + separator + "internal")
                                || sourceTopics.contains("mm2-offsets." + flow.to() + ".internal"))
                .map(separator -> flow.to() + separator)
                .toList();
    }

    private void add(FlowState other, TopicNaming naming, boolean reverse) {
        if (!naming.isIdentity()) {
            (reverse ? targetPrefixes : otherPrefixes).add(naming.prefix());
        }
        if (reverse) {
            other.marks().values().forEach(mark -> {
                if (other.switched().coversTopic(mark.topic())) {
                    ended.add(mark.targetTopic());
                } else {
                    copied(mark, naming);
                }
            });
        }
    }

    private void copied(Mark mark, TopicNaming naming) {
        copies.add(mark.targetTopic());
        if (naming.isIdentity()) {
            sameName.add(mark.targetTopic());
        }
    }

    /** Whether the topic of the source is a copy of one of the target. */
    boolean isFromTarget(String topic) {
        return copies.contains(topic)
                || targetPrefixes.stream().anyMatch(prefix -> isUnder(prefix, topic))
                || otherPrefixes.stream()
                        .filter(prefix -> isUnder(prefix, topic))
                        .anyMatch(prefix -> isFromTarget(topic.substring(prefix.length())));
    }

    /** Whether the topic of the source was a copy of one of the target, until a switch ended that. */
    boolean isReturning(String topic) {
        return ended.contains(topic);
    }

    private static boolean isUnder(String prefix, String topic) {
        return topic.startsWith(prefix) && topic.length() > prefix.length();
    }

    /** Whether a flow back mirrors the topic under its own name, and no switch has ended that. */
    boolean isMirroredBackUnderItsName(String topic) {
        return sameName.contains(topic);
    }

    /** Topics that a flow back mirrors under their own names, and that no switch has ended. */
    Set<String> mirroredBackUnderTheirNames() {
        return Set.copyOf(sameName);
    }
}
