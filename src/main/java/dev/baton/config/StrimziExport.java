package dev.baton.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Writes a configuration as Strimzi {@code KafkaMirrorMaker2} resources, one for each target since a resource has one: the
 * way back of {@link StrimziResource}. Pure.
 */
final class StrimziExport {
    private static final String CONNECT = "mirrormaker2-cluster";

    private final BatonConfig config;
    private final ExportNotes notes = new ExportNotes();

    private StrimziExport(BatonConfig config) {
        this.config = config;
    }

    /** @param config with placeholders as they are written */
    static Exported of(BatonConfig config) {
        return new StrimziExport(config).export();
    }

    private Exported export() {
        Set<String> targets =
                config.flows().stream().map(FlowConfig::to).collect(Collectors.toCollection(LinkedHashSet::new));
        DumperOptions block = new DumperOptions();
        block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        block.setSplitLines(false);
        Yaml yaml = new Yaml(block);
        String text =
                targets.stream().map(target -> yaml.dump(resource(target))).collect(Collectors.joining("---\n"));
        return notes.with(text);
    }

    private Map<String, Object> resource(String target) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("replicas", 1);
        spec.put("target", target(target));
        List<Object> mirrors = new ArrayList<>();
        config.flows().stream().filter(flow -> flow.to().equals(target)).forEach(flow -> mirrors.add(mirror(flow)));
        spec.put("mirrors", mirrors);
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("apiVersion", "kafka.strimzi.io/v1");
        resource.put("kind", "KafkaMirrorMaker2");
        resource.put(
                "metadata",
                Map.of("name", "mirror-to-" + target.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-")));
        resource.put("spec", spec);
        return resource;
    }

    private Map<String, Object> target(String alias) {
        Map<String, Object> target = cluster(alias);
        target.put("groupId", CONNECT);
        target.put("configStorageTopic", CONNECT + "-configs");
        target.put("offsetStorageTopic", CONNECT + "-offsets");
        target.put("statusStorageTopic", CONNECT + "-status");
        target.merge("config", ExportedFlow.workerTopics(), StrimziExport::both);
        return target;
    }

    private static Object both(Object given, Object more) {
        Map<Object, Object> both = new TreeMap<>((Map<?, ?>) given);
        both.putAll((Map<?, ?>) more);
        return both;
    }

    private Map<String, Object> cluster(String alias) {
        ClusterConfig cluster = config.clusters().get(alias);
        return cluster == null ? new LinkedHashMap<>(Map.of("alias", alias)) : new StrimziCluster(cluster, notes).map();
    }

    private Map<String, Object> mirror(FlowConfig flow) {
        ExportedFlow exported = new ExportedFlow(flow, notes);
        Map<String, String> patterns = exported.patterns();
        Map<String, String> source = new TreeMap<>(exported.policy());
        source.putAll(exported.topics());
        Map<String, String> checkpoint = new TreeMap<>(exported.policy());
        checkpoint.putAll(exported.groups());
        Map<String, Object> mirror = new LinkedHashMap<>();
        mirror.put("source", cluster(flow.from()));
        mirror.put("topicsPattern", patterns.get("topics"));
        mirror.put("topicsExcludePattern", patterns.get("topics.exclude"));
        mirror.put("groupsPattern", patterns.get("groups"));
        mirror.put("groupsExcludePattern", patterns.get("groups.exclude"));
        mirror.put("sourceConnector", Map.of("config", source));
        mirror.put("checkpointConnector", Map.of("config", checkpoint));
        exported.nameTheRest();
        return mirror;
    }
}
