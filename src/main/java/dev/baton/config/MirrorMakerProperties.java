package dev.baton.config;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the {@code mm2.properties} of a dedicated MirrorMaker 2 as it is: {@code clusters}, {@code <alias>.} properties over
 * those without prefix, {@code <alias>.admin.} and {@code <alias>.consumer.} over those, {@code <source>-><target>.} keys
 * over those without, config providers by whatever name.
 */
final class MirrorMakerProperties {
    private static final Map<String, String> PROVIDERS = Map.of(
            "org.apache.kafka.common.config.provider.FileConfigProvider", "file",
            "org.apache.kafka.common.config.provider.DirectoryConfigProvider", "directory",
            "org.apache.kafka.common.config.provider.EnvVarConfigProvider", "env");

    private final Map<String, String> all = new TreeMap<>();
    private final Problems problems;

    MirrorMakerProperties(String text, Problems problems) {
        this.problems = problems;
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            problems.add((Integer) null, "not a properties file: " + e.getMessage(), null);
        }
        Map<String, String> providers = providers(properties);
        properties
                .stringPropertyNames()
                .forEach(key -> all.put(key, renamed(properties.getProperty(key).strip(), providers)));
    }

    /** What it says. */
    ForeignConfig read() {
        ForeignConfig config = new ForeignConfig("mm2.properties");
        List<String> aliases = new ArrayList<>();
        for (String alias : all.getOrDefault("clusters", "").split(",")) {
            if (!alias.isBlank()) {
                aliases.add(alias.strip());
                cluster(alias.strip(), config);
            }
        }
        boolean any = false;
        for (String from : aliases) {
            for (String to : aliases) {
                Map<String, String> keys = below(from + "->" + to + ".");
                if (Boolean.parseBoolean(keys.getOrDefault("enabled", "false"))) {
                    Map<String, String> merged = new HashMap<>(all);
                    merged.putAll(keys);
                    config.flow(from, to, merged);
                    any = true;
                }
            }
        }
        if (!any) {
            problems.add((Integer) null, "no flow is enabled", "set SOURCE->TARGET.enabled = true");
        }
        return config;
    }

    /**
     * Baton's clients look as MirrorMaker 2's admin clients and consumers do. What it sets for its consumers and producers beside
     * how to connect serves its own work.
     */
    private void cluster(String alias, ForeignConfig config) {
        config.cluster(alias, all);
        config.cluster(alias, below(alias + "."));
        config.cluster(alias, below(alias + ".consumer."));
        config.cluster(alias, below(alias + ".admin."));
        for (String client : new String[] {"admin", "consumer", "producer"}) {
            below(alias + "." + client + ".").keySet().stream()
                    .filter(key -> client.equals("producer") || !ForeignConfig.isClientProperty(key))
                    .forEach(key -> config.leftOut("cluster " + alias + ": " + client + "." + key
                            + ": Baton takes what its admin clients and consumers connect with"));
        }
    }

    private Map<String, String> below(String prefix) {
        Map<String, String> below = new TreeMap<>();
        all.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                below.put(key.substring(prefix.length()), value);
            }
        });
        return below;
    }

    /** What each provider is called here, by the name that the file gives it. */
    private static Map<String, String> providers(Properties properties) {
        Map<String, String> names = new HashMap<>();
        for (String name : properties.getProperty("config.providers", "").split(",")) {
            String type = properties.getProperty("config.providers." + name.strip() + ".class", "");
            String known = PROVIDERS.get(type.strip());
            if (known != null) {
                names.put(name.strip(), known);
            }
        }
        return names;
    }

    private static String renamed(String value, Map<String, String> providers) {
        Matcher matcher = Pattern.compile("\\$\\{([^:}]+):").matcher(value);
        return matcher.replaceAll(found -> {
            String known = providers.getOrDefault(found.group(1), found.group(1));
            return Matcher.quoteReplacement("${" + known + ":");
        });
    }
}
