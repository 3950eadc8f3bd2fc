package dev.baton.config;

import java.util.Optional;

/**
 * What a topic of the source is called on the target; MirrorMaker 2's {@code replication.policy}.
 *
 * @param prefix empty for {@code identity}; the source alias and the separator for {@code default}
 */
public record TopicNaming(String prefix) {
    public static final TopicNaming IDENTITY = new TopicNaming("");

    /** {@code DefaultReplicationPolicy}: {@code east.orders}. */
    public static TopicNaming prefixed(String sourceAlias, String separator) {
        return new TopicNaming(sourceAlias + separator);
    }

    public boolean isIdentity() {
        return prefix.isEmpty();
    }

    public String targetTopic(String sourceTopic) {
        return prefix + sourceTopic;
    }

    /** The source's name of a topic of the target; empty where the topic is not of this flow. */
    public Optional<String> sourceTopic(String targetTopic) {
        return targetTopic.startsWith(prefix) ? Optional.of(targetTopic.substring(prefix.length())) : Optional.empty();
    }
}
