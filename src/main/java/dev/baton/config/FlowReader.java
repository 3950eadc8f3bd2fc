package dev.baton.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads one flow of {@code baton.yaml}. */
final class FlowReader {
    private static final String POLICY = "replication.policy";
    private static final String POLICY_CLASS = "replication.policy.class";
    private static final String SEPARATOR = "replication.policy.separator";
    private static final String ON_SOURCE_LOSS = "on.source.loss";
    private static final List<String> OWN_KEYS = List.of(
            "from",
            "to",
            "topics",
            "topics.exclude",
            "groups",
            "groups.exclude",
            POLICY,
            POLICY_CLASS,
            SEPARATOR,
            "replication.factor",
            ON_SOURCE_LOSS);
    private static final List<String> KEYS = Stream.of(OWN_KEYS, OffsetsReader.KEYS, FollowingReader.KEYS)
            .flatMap(List::stream)
            .toList();
    private static final Map<String, Boolean> IDENTITY = Map.of(
            "identity", true,
            "org.apache.kafka.connect.mirror.IdentityReplicationPolicy", true,
            "default", false,
            "org.apache.kafka.connect.mirror.DefaultReplicationPolicy", false);
    private static final List<String> ALL = List.of(".*");

    private final YamlMap map;
    private final Set<String> aliases;
    private final Problems problems;

    /** @param aliases of the clusters that there are */
    FlowReader(YamlMap map, Set<String> aliases, Problems problems) {
        this.map = map;
        this.aliases = aliases;
        this.problems = problems;
    }

    /** The flow; empty where it does not say between which clusters, which is a problem. */
    Optional<FlowConfig> read() {
        map.allow(KEYS, "a flow", problems);
        Optional<String> from = alias("from");
        Optional<String> to = alias("to");
        if (from.isPresent() && from.equals(to)) {
            problems.add(map.node(), "the flow goes from '" + from.get() + "' to itself", "name two clusters");
        }
        NameFilter topics = new NameFilter(
                patterns("topics", ALL),
                FlowConfig.topicsExcluded(patterns("topics.exclude", FlowConfig.TOPICS_EXCLUDE_DEFAULT)));
        NameFilter groups = new NameFilter(
                patterns("groups", ALL),
                FlowConfig.groupsExcluded(patterns("groups.exclude", FlowConfig.GROUPS_EXCLUDE_DEFAULT)));
        TopicNaming naming = naming(from.orElse(""));
        OffsetsChoice offsets = new OffsetsReader(map, problems).read();
        short replicationFactor = replicationFactor();
        Following following = new FollowingReader(map, problems).read(separator());
        SourceLoss onSourceLoss = onSourceLoss();
        return from.flatMap(source -> to.map(target -> new FlowConfig(
                source, target, topics, groups, naming, offsets, replicationFactor, following, onSourceLoss)));
    }

    private Optional<String> alias(String key) {
        Optional<YamlMap.Field> field = map.get(key);
        if (field.isEmpty()) {
            problems.add(map.node(), "the flow has no '" + key + "'", "add " + key + ": ALIAS");
            return Optional.empty();
        }
        Optional<String> alias = field.get().text(problems);
        alias.filter(name -> !aliases.contains(name)).ifPresent(name -> {
            String hint = Spelling.hint(name, aliases);
            String remedy = hint == null ? "clusters are " + String.join(", ", aliases) : hint;
            problems.add(field.get().line(), "no cluster '" + name + "'", remedy);
        });
        return alias;
    }

    private List<String> patterns(String key, List<String> otherwise) {
        return map.get(key).map(field -> field.patterns(problems)).orElse(otherwise);
    }

    private TopicNaming naming(String from) {
        Optional<YamlMap.Field> field = map.get(POLICY).or(() -> map.get(POLICY_CLASS));
        boolean identity = field.flatMap(policy -> policy.text(problems))
                .map(policy -> isIdentity(policy, field.get().line()))
                .orElse(true);
        return identity ? TopicNaming.IDENTITY : TopicNaming.prefixed(from, separator());
    }

    private String separator() {
        Optional<YamlMap.Field> field = map.get(SEPARATOR);
        String separator = field.flatMap(value -> value.text(problems)).orElse(".");
        if (!separator.matches("[a-zA-Z0-9._-]+")) {
            problems.add(
                    field.orElseThrow().line(),
                    SEPARATOR + " '" + separator + "' cannot be a part of a topic's name",
                    "use letters, digits, '.', '_' and '-'");
            return ".";
        }
        return separator;
    }

    private boolean isIdentity(String policy, int line) {
        Boolean identity = IDENTITY.get(policy);
        if (identity == null) {
            problems.add(line, "unknown replication.policy '" + policy + "'", "write identity or default");
        }
        return identity == null || identity;
    }

    private SourceLoss onSourceLoss() {
        Optional<YamlMap.Field> field = map.get(ON_SOURCE_LOSS);
        String text = field.flatMap(value -> value.text(problems)).orElse("stop");
        if (!text.matches("(?i)stop|continue")) {
            problems.add(
                    field.orElseThrow().line(),
                    "unknown " + ON_SOURCE_LOSS + " '" + text + "'",
                    "write stop or continue");
        }
        return text.equalsIgnoreCase("continue") ? SourceLoss.CONTINUE : SourceLoss.STOP;
    }

    private short replicationFactor() {
        Optional<YamlMap.Field> field = map.get("replication.factor");
        String text = field.flatMap(value -> value.text(problems)).orElse("-1");
        if (!text.matches("-1|[1-9]\\d{0,2}")) {
            problems.add(
                    field.orElseThrow().line(),
                    "replication.factor '" + text + "' is not a count of replicas",
                    "write a number from 1, or -1 for the broker's default");
            return -1;
        }
        return Short.parseShort(text);
    }
}
