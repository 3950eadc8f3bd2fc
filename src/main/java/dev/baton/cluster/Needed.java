package dev.baton.cluster;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A right that a command needs, and why: what a man page lists, and what a test takes away to see what happens.
 *
 * @param on of which resources
 * @param purpose what the command does with it
 * @param without what becomes of the command where it is missing
 * @param stands how much stands still then
 */
public record Needed(Side side, On on, AclOperation operation, String purpose, String without, Stands stands) {

    /** On which of the two clusters. */
    public enum Side {
        SOURCE,
        TARGET
    }

    /** Which resources. */
    public enum On {
        /** The topics that are mirrored, by their names on that cluster. */
        TOPICS(ResourceType.TOPIC, PatternType.LITERAL, "*"),
        /** The topics that Baton keeps for itself. */
        OWN_TOPICS(ResourceType.TOPIC, PatternType.PREFIXED, "baton-"),
        /** The checkpoints of MirrorMaker 2; SOURCE is the alias of the source. */
        CHECKPOINTS(ResourceType.TOPIC, PatternType.LITERAL, "SOURCE.checkpoints.internal"),
        /** The heartbeats of MirrorMaker 2. */
        HEARTBEATS(ResourceType.TOPIC, PatternType.LITERAL, "SOURCE.heartbeats"),
        /** The group of MirrorMaker 2's workers. */
        WORKERS(ResourceType.GROUP, PatternType.LITERAL, "SOURCE-mm2"),
        /** The groups whose commits are carried over. */
        GROUPS(ResourceType.GROUP, PatternType.LITERAL, "*"),
        /** The groups by which mirror processes share the work. */
        OWN_GROUPS(ResourceType.GROUP, PatternType.PREFIXED, "baton-mirror."),
        /** The transactional ids by which the owner of a shard keeps its predecessor out. */
        OWN_TRANSACTIONS(ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, "baton-mirror."),
        /** The transactional ids of the applications. */
        TRANSACTIONS(ResourceType.TRANSACTIONAL_ID, PatternType.LITERAL, "*"),
        CLUSTER(ResourceType.CLUSTER, PatternType.LITERAL, Right.CLUSTER);

        private final ResourceType type;
        private final PatternType pattern;
        private final String resource;

        On(ResourceType type, PatternType pattern, String resource) {
            this.type = type;
            this.pattern = pattern;
            this.resource = resource;
        }

        public ResourceType type() {
            return type;
        }

        public PatternType pattern() {
            return pattern;
        }

        /** What the pattern matches; {@code *} is all, where a flow may name fewer. */
        public String resource() {
            return resource;
        }

        /** The same for a flow from a source of that alias. */
        public String resource(String source) {
            return resource.replace("SOURCE", source);
        }
    }

    /** How much stands still without the right. */
    public enum Stands {
        /** Nothing can go on: exit code 5. */
        ALL,
        /** Some or all topics, each for itself. */
        TOPICS,
        /** Something beside the records. */
        FUNCTION
    }
}
