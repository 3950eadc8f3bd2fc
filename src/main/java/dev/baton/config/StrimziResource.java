package dev.baton.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads a Strimzi {@code KafkaMirrorMaker2} resource as it is, in both forms: {@code clusters} with {@code sourceCluster} and
 * {@code targetCluster}, or {@code target} with a {@code source} for each mirror. What lies in Kubernetes' secrets is asked
 * for by environment variables: {@code ${env:EAST_PASSWORD}}.
 */
final class StrimziResource {
    private static final String CONFIG = "config";

    private final ForeignConfig config = new ForeignConfig("a Strimzi KafkaMirrorMaker2 resource");
    private final Problems problems;
    private final List<Map<?, ?>> specs = new ArrayList<>();

    StrimziResource(String text, Problems problems) {
        this.problems = problems;
        load(text);
    }

    /** A file may hold several resources: each has one target. */
    private void load(String text) {
        try {
            for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
                if (document instanceof Map<?, ?> map && "KafkaMirrorMaker2".equals(map.get("kind"))) {
                    specs.add(map(map, "spec"));
                }
            }
        } catch (YAMLException e) {
            problems.add((Integer) null, "not YAML: " + e.getMessage(), null);
        }
    }

    /** What it says. */
    ForeignConfig read() {
        specs.forEach(this::read);
        return config;
    }

    private void read(Map<?, ?> spec) {
        list(spec, "clusters").forEach(this::cluster);
        Map<?, ?> target = map(spec, "target");
        if (!target.isEmpty()) {
            cluster(target);
        }
        List<?> mirrors = list(spec, "mirrors");
        mirrors.forEach(mirror -> mirror(mirror, target));
        if (mirrors.isEmpty()) {
            problems.add((Integer) null, "spec.mirrors is empty", "add a mirror");
        }
    }

    private void mirror(Object mirror, Map<?, ?> target) {
        Map<?, ?> source = map(mirror, "source");
        if (!source.isEmpty()) {
            cluster(source);
        }
        String from = source.isEmpty() ? text(mirror, "sourceCluster") : text(source, "alias");
        String to = target.isEmpty() ? text(mirror, "targetCluster") : text(target, "alias");
        Map<String, String> keys = new HashMap<>(strings(map(map(mirror, "checkpointConnector"), CONFIG)));
        keys.putAll(strings(map(map(mirror, "sourceConnector"), CONFIG)));
        pattern(keys, "topics", mirror, "topicsPattern");
        pattern(keys, "topics.exclude", mirror, "topicsExcludePattern", "topicsBlacklistPattern");
        pattern(keys, "groups", mirror, "groupsPattern");
        pattern(keys, "groups.exclude", mirror, "groupsExcludePattern", "groupsBlacklistPattern");
        config.flow(from, to, keys);
    }

    private void cluster(Object cluster) {
        String alias = text(cluster, "alias");
        Map<String, String> properties = new TreeMap<>(strings(map(cluster, CONFIG)));
        keep(properties, "bootstrap.servers", text(cluster, "bootstrapServers"));
        boolean tls = cluster instanceof Map<?, ?> map && map.containsKey("tls");
        Map<?, ?> authentication = map(cluster, "authentication");
        String type = text(authentication, "type");
        boolean sasl = !type.isEmpty() && !type.equals("tls");
        if (tls || sasl) {
            properties.put("security.protocol", (sasl ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT"));
        }
        if (tls && !list(map(cluster, "tls"), "trustedCertificates").isEmpty()) {
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.location", secret(alias, "CA_PEM_FILE"));
        }
        if (type.equals("tls")) {
            properties.put("ssl.keystore.type", "PEM");
            properties.put("ssl.keystore.location", secret(alias, "CLIENT_PEM_FILE"));
        }
        if (sasl) {
            sasl(alias, type, text(authentication, "username"), properties);
        }
        config.cluster(alias, properties);
    }

    private void sasl(String alias, String type, String username, Map<String, String> properties) {
        String login = switch (type) {
            case "scram-sha-256", "scram-sha-512" -> "scram.ScramLoginModule";
            case "plain" -> "plain.PlainLoginModule";
            default -> null;
        };
        if (login == null) {
            problems.add(
                    (Integer) null,
                    "cluster '" + alias + "': authentication " + type + " is not read",
                    "import it with baton config import, and add its client properties");
            return;
        }
        properties.put("sasl.mechanism", type.toUpperCase(Locale.ROOT));
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security." + login + " required username=\"" + username + "\" password=\""
                        + secret(alias, "PASSWORD") + "\";");
    }

    private static String secret(String alias, String what) {
        return "${env:" + alias.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_" + what + "}";
    }

    private static void keep(Map<String, String> keys, String key, String value) {
        if (!value.isEmpty()) {
            keys.put(key, value);
        }
    }

    /** An empty pattern matches nothing, one without value is none; of two names the first counts that is there. */
    private static void pattern(Map<String, String> keys, String key, Object mirror, String... names) {
        Stream.of(names)
                .filter(name -> mirror instanceof Map<?, ?> map && map.get(name) != null)
                .findFirst()
                .ifPresent(name -> keys.put(key, text(mirror, name)));
    }

    private static Map<?, ?> map(@Nullable Object in, String key) {
        return in instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> found ? found : Map.of();
    }

    private static List<?> list(@Nullable Object in, String key) {
        return in instanceof Map<?, ?> map && map.get(key) instanceof List<?> found ? found : List.of();
    }

    private static String text(@Nullable Object in, String key) {
        return in instanceof Map<?, ?> map && map.get(key) != null ? String.valueOf(map.get(key)) : "";
    }

    private static Map<String, String> strings(Map<?, ?> map) {
        Map<String, String> strings = new TreeMap<>();
        map.forEach((key, value) -> strings.put(String.valueOf(key), String.valueOf(value)));
        return strings;
    }
}
