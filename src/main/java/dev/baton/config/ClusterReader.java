package dev.baton.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads the properties of one cluster: those of its file, and over them those given in place. */
final class ClusterReader {
    private static final String PROPERTIES = "properties";
    private static final String FLAT = "properties are written flat, by Kafka's own names";
    private static final String BOOTSTRAP = "bootstrap.servers";

    private final Path directory;
    private final Placeholders placeholders;

    /**
     * @param directory where relative paths start
     * @param placeholders what becomes of {@code ${env:...}} and the like
     */
    ClusterReader(Path directory, Placeholders placeholders) {
        this.directory = directory;
        this.placeholders = placeholders;
    }

    /** The cluster that a mapping of {@code baton.yaml} describes. */
    ClusterConfig read(String alias, int line, YamlMap map, Problems problems) {
        int before = problems.count();
        Map<String, Value> values = new TreeMap<>();
        for (YamlMap.Field field : map.fields()) {
            if (field.value() instanceof MappingNode) {
                problems.add(field.line(), "'" + field.key() + "' is not a Kafka client property", FLAT);
                continue;
            }
            Optional<String> text = field.text(problems);
            if (field.key().equals(PROPERTIES)) {
                text.ifPresent(name -> file(name, field.line(), problems).forEach(values::putIfAbsent));
            } else {
                text.ifPresent(
                        value -> values.put(field.key(), new Value(value, problems.file(), field.line(), false)));
            }
        }
        boolean allRead = problems.count() == before;
        if (allRead && !values.containsKey(BOOTSTRAP)) {
            String message = "cluster '" + alias + "' has no bootstrap.servers";
            problems.add(line, message, "add bootstrap.servers: HOST:PORT");
        }
        return cluster(alias, values, problems);
    }

    /** The cluster that flags describe: a {@code client.properties} file, or an address, or both. */
    ClusterConfig read(String alias, @Nullable String bootstrap, @Nullable Path file, Problems problems) {
        Map<String, Value> values = new TreeMap<>();
        if (file != null) {
            values.putAll(file(file.toString(), null, problems));
        }
        if (bootstrap != null) {
            values.put(BOOTSTRAP, new Value(bootstrap, problems.file(), null, false));
        }
        if (!values.containsKey(BOOTSTRAP) && problems.count() == 0) {
            problems.add(
                    new Problem(String.valueOf(file), null, "has no bootstrap.servers", "add it, or give the flag"));
        }
        return cluster(alias, values, problems);
    }

    private Map<String, Value> file(String name, @Nullable Integer line, Problems problems) {
        try {
            PropertiesFile file = PropertiesFile.read(directory.resolve(name));
            Map<String, Value> values = new TreeMap<>();
            file.values().forEach((key, value) -> values.put(key, new Value(value, name, file.line(key), true)));
            return values;
        } catch (IOException e) {
            problems.add(
                    line, "cannot read " + name + ": " + PropertiesFile.reason(e), "give a client.properties file");
            return Map.of();
        }
    }

    private ClusterConfig cluster(String alias, Map<String, Value> values, Problems problems) {
        Map<String, String> properties = new TreeMap<>();
        Set<String> provided = new HashSet<>();
        values.forEach((name, value) -> {
            if (isKnown(name, value, problems)) {
                properties.put(name, fill(name, value, problems));
            }
            if (Placeholders.in(value.text)) {
                provided.add(name);
            }
        });
        return new ClusterConfig(alias, properties, provided);
    }

    /**
     * In {@code baton.yaml} every name has to be Kafka's. A properties file may serve other programs too: there only a name
     * that looks misspelt is a problem.
     */
    private static boolean isKnown(String name, Value value, Problems problems) {
        if (ClientProperties.known().contains(name)) {
            return true;
        }
        String hint = Spelling.hint(name, ClientProperties.known());
        if (hint == null && value.shared) {
            return true;
        }
        String remedy = hint == null ? FLAT : hint;
        problems.add(new Problem(value.file, value.line, "'" + name + "' is not a Kafka client property", remedy));
        return false;
    }

    private String fill(String name, Value value, Problems problems) {
        if (placeholders.leaves(value.text)) {
            return value.text;
        }
        Placeholders.Filled filled = placeholders.fill(value.text);
        filled.fault()
                .ifPresentOrElse(
                        fault -> problems.add(new Problem(value.file, value.line, name + ": " + fault, null)),
                        () -> ClientProperties.faults(name, filled.value())
                                .forEach(fault -> problems.add(new Problem(value.file, value.line, fault, null))));
        return filled.value();
    }

    /** @param shared whether it stands in a file that may not be Baton's alone */
    private record Value(String text, String file, @Nullable Integer line, boolean shared) {}
}
