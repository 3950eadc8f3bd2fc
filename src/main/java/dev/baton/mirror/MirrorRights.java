package dev.baton.mirror;

import static dev.baton.cluster.Needed.On.CHECKPOINTS;
import static dev.baton.cluster.Needed.On.CLUSTER;
import static dev.baton.cluster.Needed.On.GROUPS;
import static dev.baton.cluster.Needed.On.HEARTBEATS;
import static dev.baton.cluster.Needed.On.OWN_GROUPS;
import static dev.baton.cluster.Needed.On.OWN_TOPICS;
import static dev.baton.cluster.Needed.On.OWN_TRANSACTIONS;
import static dev.baton.cluster.Needed.On.TOPICS;
import static dev.baton.cluster.Needed.On.TRANSACTIONS;
import static dev.baton.cluster.Needed.On.WORKERS;
import static dev.baton.cluster.Needed.Side.SOURCE;
import static dev.baton.cluster.Needed.Side.TARGET;
import static dev.baton.cluster.Needed.Stands.ALL;
import static dev.baton.cluster.Needed.Stands.FUNCTION;

import dev.baton.cluster.Needed;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/**
 * The least rights of a mirror's principals, one on each cluster. None of them is implied by another: READ, WRITE, DELETE and
 * ALTER imply DESCRIBE, ALTER_CONFIGS implies DESCRIBE_CONFIGS; a producer id without a transactional id needs WRITE on any
 * topic and no IDEMPOTENT_WRITE (KIP-679).
 */
public final class MirrorRights {
    private MirrorRights() {}

    /** All of them, in the order in which a mirror needs them first. */
    public static List<Needed> all() {
        return List.of(
                new Needed(
                        SOURCE,
                        OWN_TOPICS,
                        AclOperation.READ,
                        "to see whether another flow mirrors the same topics back",
                        "the mirror does not start where topics keep their names",
                        ALL),
                new Needed(
                        SOURCE,
                        TOPICS,
                        AclOperation.READ,
                        "to see them and to read their records",
                        "they are not mirrored",
                        Needed.Stands.TOPICS),
                new Needed(
                        SOURCE,
                        TOPICS,
                        AclOperation.DESCRIBE_CONFIGS,
                        "to know which are compacted, and to carry their configs over",
                        "they are not mirrored",
                        Needed.Stands.TOPICS),
                new Needed(
                        SOURCE,
                        GROUPS,
                        AclOperation.DESCRIBE,
                        "to see them and to read their commits",
                        "their commits are not carried over",
                        FUNCTION),
                new Needed(
                        SOURCE,
                        TRANSACTIONS,
                        AclOperation.DESCRIBE,
                        "to record which Streams applications work exactly once",
                        "a failover switches them without being asked twice",
                        FUNCTION),
                new Needed(
                        TARGET,
                        OWN_TOPICS,
                        AclOperation.CREATE,
                        "to create the two topics of its own at the first start",
                        "the mirror does not start, unless they exist",
                        ALL),
                new Needed(
                        TARGET,
                        OWN_TOPICS,
                        AclOperation.READ,
                        "to know how far the mirror was",
                        "the mirror does not start",
                        ALL),
                new Needed(
                        TARGET,
                        OWN_TOPICS,
                        AclOperation.WRITE,
                        "to write down how far the mirror is",
                        "the mirror does not start",
                        ALL),
                new Needed(
                        TARGET,
                        OWN_GROUPS,
                        AclOperation.READ,
                        "to share the work with other processes, as a consumer group",
                        "the mirror does not start",
                        ALL),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.CREATE,
                        "to create the topics that are missing",
                        "those are not mirrored",
                        Needed.Stands.TOPICS),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.WRITE,
                        "to append records",
                        "they are not mirrored",
                        Needed.Stands.TOPICS),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.READ,
                        "to see where their logs stand, to compare what was mirrored last, to commit offsets of groups",
                        "they are not mirrored",
                        Needed.Stands.TOPICS),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.DELETE,
                        "to begin at the log start of the source (DeleteRecords)",
                        "those whose log starts beyond 0 on the source are not mirrored, unless they are mapped",
                        Needed.Stands.TOPICS),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.ALTER,
                        "to add partitions where the source adds some",
                        "the new partitions are not mirrored",
                        Needed.Stands.TOPICS),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.ALTER_CONFIGS,
                        "to carry changed configs over",
                        "configs do not follow",
                        FUNCTION),
                new Needed(
                        TARGET,
                        OWN_TRANSACTIONS,
                        AclOperation.WRITE,
                        "to keep a process out that lost its share of the work, where offsets are mapped",
                        "partitions with mapped offsets are not mirrored",
                        Needed.Stands.TOPICS),
                new Needed(
                        TARGET,
                        CLUSTER,
                        AclOperation.ALTER,
                        "to fill gaps with markers where offsets are preserved (WriteTxnMarkers; CLUSTER_ACTION does as well)",
                        "partitions with gaps are mapped with offsets: auto, and filled by the transaction coordinator, some"
                                + " hundred offsets a second, with offsets: preserve",
                        FUNCTION),
                new Needed(
                        TARGET,
                        CLUSTER,
                        AclOperation.DESCRIBE_CONFIGS,
                        "to know how long brokers remember producers and commits",
                        "a partition has one batch under way at a time, which is slower, and 7 days are assumed for commits",
                        FUNCTION),
                new Needed(
                        TARGET,
                        GROUPS,
                        AclOperation.READ,
                        "to commit their offsets",
                        "their commits are not carried over",
                        FUNCTION));
    }

    /** What a key of a flow takes beside them, where it is set to true. */
    public record OfKey(String key, List<Needed> rights) {}

    /** What takes more than {@link #all}. */
    public static List<OfKey> ofKeys() {
        return List.of(
                new OfKey("sync.topic.acls.enabled", ofAcls()),
                new OfKey("emit.checkpoints.enabled", ofEmission(CHECKPOINTS)),
                new OfKey("emit.heartbeats.enabled", ofEmission(HEARTBEATS)));
    }

    /** With what all those keys take. */
    public static List<Needed> withKeys() {
        return Stream.concat(all().stream(), ofKeys().stream().flatMap(key -> key.rights().stream()))
                .distinct()
                .toList();
    }

    private static List<Needed> ofAcls() {
        return List.of(
                new Needed(
                        SOURCE,
                        CLUSTER,
                        AclOperation.DESCRIBE,
                        "to see the rights on topics there",
                        "no rights are copied",
                        FUNCTION),
                new Needed(
                        TARGET,
                        CLUSTER,
                        AclOperation.ALTER,
                        "to see the rights on topics there, and to give those that are missing",
                        "no rights are copied",
                        FUNCTION));
    }

    private static List<Needed> ofEmission(Needed.On topic) {
        return List.of(
                new Needed(
                        TARGET,
                        topic,
                        AclOperation.CREATE,
                        "to create the topic",
                        "nothing is written there, unless it exists",
                        FUNCTION),
                new Needed(TARGET, topic, AclOperation.WRITE, "to write there", "nothing is written there", FUNCTION),
                new Needed(
                        TARGET,
                        topic,
                        AclOperation.READ,
                        "to see whether a MirrorMaker 2 writes there",
                        "the mirror does not start, once the topic exists",
                        ALL),
                new Needed(
                        TARGET,
                        WORKERS,
                        AclOperation.DESCRIBE,
                        "to see the workers of a MirrorMaker 2 of the flow",
                        "one is noticed only by what it writes",
                        FUNCTION));
    }
}
