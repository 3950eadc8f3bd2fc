package dev.baton.config;

import java.util.Optional;

/**
 * What a topic of the source is called on the target; MirrorMaker 2's {@code replication.policy}.
 *
 * @param prefix empty for {@code identity}; the source alias and the separator for {@code default}
 * @param strips whether the prefix is taken away on the target, instead of put before the name
 */
public record TopicNaming(String prefix, boolean strips) {
    public static final TopicNaming IDENTITY = new TopicNaming("");

    public TopicNaming(String prefix) {
        this(prefix, false);
    }

    /** The way back of a flow: a copy's name, with its prefix, leads to the original's. */
    public static TopicNaming stripping(String prefix) {
        return new TopicNaming(prefix, true);
    }

    /** {@code DefaultReplicationPolicy}: {@code east.orders}. */
    public static TopicNaming prefixed(String sourceAlias, String separator) {
        return new TopicNaming(sourceAlias + separator);
    }

    public boolean isIdentity() {
        return prefix.isEmpty();
    }

    public String targetTopic(String sourceTopic) {
        return strips ? sourceTopic.substring(prefix.length()) : prefix + sourceTopic;
    }

    /** The source's name of a topic of the target; empty where the topic is not of this flow. */
    public Optional<String> sourceTopic(String targetTopic) {
        if (strips) {
            return Optional.of(prefix + targetTopic);
        }
        return targetTopic.startsWith(prefix) ? Optional.of(targetTopic.substring(prefix.length())) : Optional.empty();
    }
}
