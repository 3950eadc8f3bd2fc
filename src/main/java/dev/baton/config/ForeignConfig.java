package dev.baton.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else's configuration of a mirror, as far as it concerns Baton: clusters with their client properties, flows with
 * the keys that mean the same here. It is read by writing it as a {@code baton.yaml}, so that one reader checks both.
 */
final class ForeignConfig {
    /** What connects to a cluster; everything else of a worker or connector is not Baton's business. */
    private static final Pattern CLIENT =
            Pattern.compile("bootstrap\\.servers|security\\.protocol|client\\.dns\\.lookup|(ssl|sasl)\\..+");

    private static final String SYNCS_LOCATION = "offset-syncs.topic.location";
    private static final String POLICY = "replication.policy";
    private static final Map<String, String> FLOW_KEYS = flowKeys();

    /** Keys with regular expressions: given blank they match nothing, which is not what their defaults do. */
    private static final Set<String> FILTERS =
            Set.of("topics", "topics.exclude", "groups", "groups.exclude", "config.properties.exclude");

    /** What MirrorMaker 2 before 4.0 took as well, and passed over where the present key was there too. */
    private static final Map<String, String> FORMER_KEYS =
            Map.of("topics.exclude", "topics.blacklist", "groups.exclude", "groups.blacklist");

    private final String origin;
    private final ExportNotes notes = new ExportNotes();
    private final Map<String, Map<String, String>> clusters = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> flows = new LinkedHashMap<>();

    /** @param origin what it was, for the first line */
    ForeignConfig(String origin) {
        this.origin = origin;
    }

    private static Map<String, String> flowKeys() {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String same : new String[] {
            "topics",
            "topics.exclude",
            "groups",
            "groups.exclude",
            "replication.policy.separator",
            "replication.policy.internal.topic.separator.enabled",
            "replication.factor",
            "config.properties.exclude",
            "sync.topic.configs.enabled",
            "sync.topic.acls.enabled",
            SYNCS_LOCATION
        }) {
            keys.put(same, same);
        }
        keys.put("replication.policy.class", POLICY);
        return keys;
    }

    static boolean isClientProperty(String key) {
        return CLIENT.matcher(key).matches();
    }

    /** Keeps the client properties among these, over earlier ones. */
    void cluster(String alias, Map<String, String> properties) {
        Map<String, String> kept = clusters.computeIfAbsent(alias, a -> new TreeMap<>());
        properties.forEach((key, value) -> {
            if (isClientProperty(key)) {
                kept.put(key, value);
            }
        });
    }

    /** Keeps what of these keys concerns Baton; where they do not say, with MirrorMaker 2's own defaults. */
    void flow(String from, String to, Map<String, String> keys) {
        Map<String, String> kept = new LinkedHashMap<>();
        kept.put("from", from);
        kept.put("to", to);
        kept.put(POLICY, "default");
        kept.put(SYNCS_LOCATION, "source");
        FLOW_KEYS.forEach((theirs, ours) -> {
            String value = value(keys, theirs);
            if (value != null && (FILTERS.contains(ours) || !value.isBlank())) {
                kept.put(ours, value.strip());
            }
        });
        flows.put(from + "->" + to, kept);
    }

    private static @Nullable String value(Map<String, String> keys, String key) {
        String value = keys.get(key);
        return value == null ? keys.get(FORMER_KEYS.getOrDefault(key, key)) : value;
    }

    /** Notes something about a cluster that Baton has no use for. */
    void leftOut(String note) {
        notes.leftOut(note);
    }

    /** As a {@code baton.yaml} for its reader. Values stay as they are, secrets and placeholders included. */
    String yaml() {
        return yaml((alias, name, value) -> value);
    }

    /** As a {@code baton.yaml} for others: no secret is in it. */
    Exported exported() {
        return notes.with(yaml(new ExportedSecrets(notes)::shown));
    }

    /** What is written of a property of a cluster. */
    private interface Shown {
        String of(String alias, String name, String value);
    }

    private String yaml(Shown shown) {
        StringBuilder text = new StringBuilder("# from ").append(origin).append("\nclusters:\n");
        clusters.forEach((alias, properties) -> {
            text.append("  ").append(alias).append(properties.isEmpty() ? ": {}\n" : ":\n");
            properties.forEach((key, value) -> line(text, "    ", key, shown.of(alias, key, value)));
        });
        text.append(flows.isEmpty() ? "flows: []\n" : "flows:\n");
        flows.values().forEach(flow -> {
            StringBuilder item = new StringBuilder();
            flow.forEach((key, value) -> line(item, "    ", key, value));
            text.append("  - ").append(item.substring(4));
        });
        return text.toString();
    }

    private static void line(StringBuilder text, String indent, String key, String value) {
        String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        text.append(indent).append(key).append(": \"").append(quoted).append("\"\n");
    }
}
