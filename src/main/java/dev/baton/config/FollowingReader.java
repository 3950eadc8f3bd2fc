package dev.baton.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a flow of {@code baton.yaml} carries over beside records and commits. */
final class FollowingReader {
    private static final String CONFIGS = "sync.topic.configs.enabled";
    private static final String CONFIGS_EXCLUDE = "config.properties.exclude";
    private static final String ACLS = "sync.topic.acls.enabled";
    private static final String CONSISTENCY = "groups.consistency";
    private static final String CHECKPOINTS = "emit.checkpoints.enabled";
    private static final String HEARTBEATS = "emit.heartbeats.enabled";
    private static final String SYNCS_LOCATION = "offset-syncs.topic.location";
    private static final String INTERNAL_SEPARATOR = "replication.policy.internal.topic.separator.enabled";

    /** The keys that are read here. */
    static final List<String> KEYS = List.of(
            CONFIGS, CONFIGS_EXCLUDE, ACLS, CONSISTENCY, CHECKPOINTS, HEARTBEATS, SYNCS_LOCATION, INTERNAL_SEPARATOR);

    private final YamlMap map;
    private final Problems problems;

    FollowingReader(YamlMap map, Problems problems) {
        this.map = map;
        this.problems = problems;
    }

    /** @param separator of the flow's replication policy */
    Following read(String separator) {
        Following otherwise = Following.DEFAULT;
        return new Following(
                flag(CONFIGS, otherwise.configs()),
                map.get(CONFIGS_EXCLUDE).map(field -> field.patterns(problems)).orElse(otherwise.configsExclude()),
                flag(ACLS, otherwise.acls()),
                consistency(),
                flag(CHECKPOINTS, otherwise.checkpoints()),
                flag(HEARTBEATS, otherwise.heartbeats()),
                syncsLocation(),
                flag(INTERNAL_SEPARATOR, true) ? separator : otherwise.internalSeparator());
    }

    private boolean flag(String key, boolean otherwise) {
        Optional<YamlMap.Field> field = map.get(key);
        String text = field.flatMap(value -> value.text(problems)).orElse(String.valueOf(otherwise));
        if (!text.matches("(?i)true|false")) {
            problems.add(field.orElseThrow().line(), key + " '" + text + "' is neither true nor false", null);
            return otherwise;
        }
        return Boolean.parseBoolean(text);
    }

    private @Nullable SyncsLocation syncsLocation() {
        Optional<YamlMap.Field> field = map.get(SYNCS_LOCATION);
        String text = field.flatMap(value -> value.text(problems)).orElse("");
        for (SyncsLocation location : SyncsLocation.values()) {
            if (location.name().equals(text.toUpperCase(Locale.ROOT))) {
                return location;
            }
        }
        field.ifPresent(value ->
                problems.add(value.line(), "unknown " + SYNCS_LOCATION + " '" + text + "'", "write source or target"));
        return null;
    }

    private GroupsConsistency consistency() {
        Optional<YamlMap.Field> field = map.get(CONSISTENCY);
        String text = field.flatMap(value -> value.text(problems)).orElse("group");
        for (GroupsConsistency consistency : GroupsConsistency.values()) {
            if (consistency.name().equals(text.toUpperCase(Locale.ROOT))) {
                return consistency;
            }
        }
        problems.add(field.orElseThrow().line(), "unknown " + CONSISTENCY + " '" + text + "'", "write group or flow");
        return GroupsConsistency.GROUP;
    }
}
