package dev.baton.config;

import dev.baton.failure.BatonException;
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

    /**
     * What a topic is called on the target.
     *
     * @throws BatonException where the way back is asked for a topic that is no copy
     */
    public String targetTopic(String sourceTopic) {
        if (!strips) {
            return prefix + sourceTopic;
        }
        if (!sourceTopic.startsWith(prefix) || sourceTopic.length() == prefix.length()) {
            throw BatonException.usage(
                    "topic " + sourceTopic + " is no copy of this flow: copies are called " + prefix + "TOPIC");
        }
        return sourceTopic.substring(prefix.length());
    }

    /** The source's name of a topic of the target; empty where the topic is not of this flow. */
    public Optional<String> sourceTopic(String targetTopic) {
        if (strips) {
            return Optional.of(prefix + targetTopic);
        }
        return targetTopic.startsWith(prefix) && targetTopic.length() > prefix.length()
                ? Optional.of(targetTopic.substring(prefix.length()))
                : Optional.empty();
    }
}
