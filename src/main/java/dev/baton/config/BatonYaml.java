package dev.baton.config;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads {@code baton.yaml} from its node tree, which knows the line of everything in it. */
final class BatonYaml {
    private static final List<String> KEYS = List.of("clusters", "flows");

    /** An alias becomes part of topic and group names. */
    private static final Pattern ALIAS = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

    private final ClusterReader clusterReader;
    private final Problems problems;

    BatonYaml(Path directory, Placeholders placeholders, Problems problems) {
        this.clusterReader = new ClusterReader(directory, placeholders);
        this.problems = problems;
    }

    /** What the text says, as far as it can be understood; the rest is among the problems. */
    BatonConfig read(String text) {
        Optional<Node> root = compose(text);
        if (root.isEmpty()) {
            return new BatonConfig(Map.of(), List.of());
        }
        YamlMap map = YamlMap.of(root.get(), "the file", problems);
        map.allow(KEYS, "the file", problems);
        Map<String, ClusterConfig> clusters = map.get("clusters")
                .map(field -> clusters(field.value()))
                .orElseGet(() -> {
                    problems.add(root.get(), "the file names no clusters", "add clusters: with at least two");
                    return Map.of();
                });
        List<FlowConfig> flows = map.get("flows")
                .map(field -> flows(field.value(), clusters))
                .orElseGet(() -> {
                    problems.add(root.get(), "the file names no flows", "add flows: with from: and to:");
                    return List.of();
                });
        return new BatonConfig(clusters, flows);
    }

    private Optional<Node> compose(String text) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                problems.add(1, "the file is empty", "see examples/");
            }
            return Optional.ofNullable(root);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add(line, "not YAML: " + e.getProblem(), null);
        } catch (YAMLException e) {
            problems.add(1, "not YAML: " + e.getMessage(), null);
        }
        return Optional.empty();
    }

    private Map<String, ClusterConfig> clusters(Node node) {
        Map<String, ClusterConfig> clusters = new LinkedHashMap<>();
        Map<String, String> addresses = new LinkedHashMap<>();
        for (YamlMap.Field field : YamlMap.of(node, "clusters", problems).fields()) {
            String alias = field.key();
            if (!ALIAS.matcher(alias).matches()) {
                problems.add(
                        field.line(), "alias '" + alias + "' is not usable", "use letters, digits, '.', '_' and '-'");
            }
            YamlMap map = YamlMap.of(field.value(), "cluster '" + alias + "'", problems);
            ClusterConfig cluster = clusterReader.read(alias, field.line(), map, problems);
            clusters.put(alias, cluster);
            String other = addresses.putIfAbsent(cluster.bootstrapServers(), alias);
            if (other != null && !cluster.bootstrapServers().isEmpty()) {
                String message = "'" + alias + "' and '" + other + "' are the same cluster";
                problems.add(field.line(), message, "give each its own bootstrap.servers");
            }
        }
        return clusters;
    }

    private List<FlowConfig> flows(Node node, Map<String, ClusterConfig> clusters) {
        List<FlowConfig> flows = new ArrayList<>();
        if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
            problems.add(node, "flows has to be a list", "write each flow as - from: ALIAS and to: ALIAS");
            return flows;
        }
        for (Node item : sequence.getValue()) {
            YamlMap map = YamlMap.of(item, "a flow", problems);
            new FlowReader(map, clusters.keySet(), problems).read().ifPresent(flow -> {
                checkAgainst(flows, flow, item);
                flows.add(flow);
            });
        }
        return flows;
    }

    private void checkAgainst(List<FlowConfig> flows, FlowConfig flow, Node where) {
        String name = "flow from '" + flow.from() + "' to '" + flow.to() + "'";
        for (FlowConfig other : flows) {
            if (other.from().equals(flow.from()) && other.to().equals(flow.to())) {
                problems.add(where, "the " + name + " comes twice", "make it one");
            }
        }
    }
}
