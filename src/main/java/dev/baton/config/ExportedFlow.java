package dev.baton.config;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A flow in MirrorMaker 2's words. Every key is written, since its defaults are others than Baton's. Pure. */
final class ExportedFlow {
    private final FlowConfig flow;
    private final ExportNotes notes;

    ExportedFlow(FlowConfig flow, ExportNotes notes) {
        this.flow = flow;
        this.notes = notes;
    }

    /** Regular expressions of topics and groups, by MirrorMaker 2's keys. */
    Map<String, String> patterns() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("topics", list("topics", flow.topics().include()));
        keys.put("topics.exclude", list("topics.exclude", flow.topics().exclude()));
        keys.put("groups", list("groups", flow.groups().include()));
        keys.put("groups.exclude", list("groups.exclude", flow.groups().exclude()));
        return keys;
    }

    /** What all connectors of a flow have to agree on. */
    Map<String, String> policy() {
        Following following = flow.following();
        boolean identity = flow.naming().isIdentity();
        String prefix = flow.naming().prefix();
        String separator = identity
                ? following.internalSeparator()
                : prefix.substring(flow.from().length());
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(
                "replication.policy.class",
                "org.apache.kafka.connect.mirror." + (identity ? "Identity" : "Default") + "ReplicationPolicy");
        keys.put("replication.policy.separator", separator);
        keys.put(
                "replication.policy.internal.topic.separator.enabled",
                String.valueOf(following.internalSeparator().equals(separator)));
        boolean onSource = following.syncsLocation() == SyncsLocation.SOURCE;
        keys.put("offset-syncs.topic.location", onSource ? "source" : "target");
        return keys;
    }

    /** Replicas of the topics that a Connect worker keeps: as many as the brokers' default. */
    static Map<String, String> workerTopics() {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String topic : new String[] {"config", "offset", "status"}) {
            keys.put(topic + ".storage.replication.factor", "-1");
        }
        return keys;
    }

    /** How topics are made and followed. */
    Map<String, String> topics() {
        Following following = flow.following();
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("replication.factor", String.valueOf(flow.replicationFactor()));
        keys.put("offset-syncs.topic.replication.factor", "-1");
        keys.put("sync.topic.configs.enabled", String.valueOf(following.configs()));
        keys.put("config.properties.exclude", list("config.properties.exclude", following.configsExclude()));
        keys.put("sync.topic.acls.enabled", String.valueOf(following.acls()));
        return keys;
    }

    /** How groups' offsets are carried over: Baton always does. */
    Map<String, String> groups() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("checkpoints.topic.replication.factor", "-1");
        keys.put("emit.checkpoints.enabled", "true");
        keys.put("sync.group.offsets.enabled", "true");
        return keys;
    }

    /** Notes what MirrorMaker 2 has no word for. */
    void nameTheRest() {
        if (!flow.offsets().equals(OffsetsChoice.all(OffsetsMode.AUTO))) {
            notes.leftOut(name() + ": offsets: MirrorMaker 2 gives every record a new offset");
        }
        if (flow.following().consistency() != GroupsConsistency.GROUP) {
            notes.leftOut(name() + ": groups.consistency: MirrorMaker 2 carries each group's offsets over by itself");
        }
    }

    private String name() {
        return "flow " + flow.from() + " -> " + flow.to();
    }

    /** Half a filter would be a wrong one: an expression that cannot be passed on is refused. */
    private String list(String key, List<String> patterns) {
        patterns.stream().filter(pattern -> pattern.contains(",")).findFirst().ifPresent(pattern -> {
            throw new BatonException(
                    FailureKind.USAGE,
                    name() + ": '" + pattern + "' in " + key + " has a comma, where MirrorMaker 2 ends an expression",
                    "write it without one, then export again");
        });
        return String.join(",", patterns);
    }
}
