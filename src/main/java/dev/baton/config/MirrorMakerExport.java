package dev.baton.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a configuration as the {@code mm2.properties} of a dedicated MirrorMaker 2: the way back of
 * {@link MirrorMakerProperties}. Pure.
 */
final class MirrorMakerExport {
    private static final String PROVIDER = "org.apache.kafka.common.config.provider.";
    private static final Map<String, String> PROVIDERS = providers();

    private final BatonConfig config;
    private final ExportNotes notes = new ExportNotes();
    private final StringBuilder text = new StringBuilder();

    private MirrorMakerExport(BatonConfig config) {
        this.config = config;
    }

    private static Map<String, String> providers() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("env", PROVIDER + "EnvVarConfigProvider");
        all.put("file", PROVIDER + "FileConfigProvider");
        all.put("directory", PROVIDER + "DirectoryConfigProvider");
        return all;
    }

    /** @param config with placeholders as they are written */
    static Exported of(BatonConfig config) {
        return new MirrorMakerExport(config).export();
    }

    private Exported export() {
        line("clusters", String.join(", ", config.clusters().keySet()));
        ExportedFlow.workerTopics().forEach(this::line);
        line("heartbeats.topic.replication.factor", "-1");
        config.clusters().values().forEach(this::cluster);
        config.flows().forEach(this::flow);
        return notes.with(providersUsed() + text);
    }

    private void cluster(ClusterConfig cluster) {
        text.append('\n');
        ExportedSecrets secrets = new ExportedSecrets(notes);
        new TreeMap<>(cluster.properties()).forEach((name, value) -> {
            if (ForeignConfig.isClientProperty(name)) {
                line(cluster.alias() + "." + name, secrets.shown(cluster.alias(), name, value));
            } else {
                notes.leftOut("cluster " + cluster.alias() + ": " + name
                        + ": MirrorMaker 2 takes of a cluster only what connects to it");
            }
        });
    }

    private void flow(FlowConfig flow) {
        text.append('\n');
        String prefix = flow.from() + "->" + flow.to() + ".";
        ExportedFlow exported = new ExportedFlow(flow, notes);
        line(prefix + "enabled", "true");
        exported.patterns().forEach((key, value) -> line(prefix + key, value));
        exported.policy().forEach((key, value) -> line(prefix + key, value));
        exported.topics().forEach((key, value) -> line(prefix + key, value));
        exported.groups().forEach((key, value) -> line(prefix + key, value));
        exported.nameTheRest();
    }

    private String providersUsed() {
        String used = String.join(
                ",",
                PROVIDERS.keySet().stream()
                        .filter(name -> text.indexOf("${" + name + ":") >= 0)
                        .toList());
        if (used.isEmpty()) {
            return "";
        }
        StringBuilder lines =
                new StringBuilder("config.providers = ").append(used).append('\n');
        for (String name : used.split(",")) {
            lines.append("config.providers.")
                    .append(name)
                    .append(".class = ")
                    .append(PROVIDERS.get(name))
                    .append('\n');
        }
        return lines.append('\n').toString();
    }

    private void line(String key, String value) {
        text.append(key).append(" = ").append(escaped(value)).append('\n');
    }

    /** As {@link java.util.Properties} reads it, which MirrorMaker 2 does in ISO 8859-1. */
    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder();
        value.chars().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> escaped.append(c < ' ' || c > '~' ? "\\u%04x".formatted(c) : String.valueOf((char) c));
            }
        });
        return escaped.toString();
    }
}
