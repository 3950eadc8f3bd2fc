package dev.baton.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A YAML mapping whose keys are known to be texts, each once. */
record YamlMap(Node node, List<Field> fields) {

    /** Reads a mapping; what is no mapping, a key that comes twice or is no text are problems. */
    static YamlMap of(Node node, String what, Problems problems) {
        List<Field> fields = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> field(tuple, what, fields, problems));
        } else {
            problems.add(node, what + " has to be a mapping", "write it as indented lines of KEY: VALUE");
        }
        return new YamlMap(node, List.copyOf(fields));
    }

    private static void field(NodeTuple tuple, String what, List<Field> fields, Problems problems) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            problems.add(tuple.getKeyNode(), "a key of " + what + " is no text", null);
            return;
        }
        Optional<Field> earlier = fields.stream()
                .filter(field -> field.key.equals(key.getValue()))
                .findFirst();
        if (earlier.isPresent()) {
            String message = "'" + key.getValue() + "' comes twice in " + what;
            problems.add(key, message, "first on line " + earlier.get().line() + "; remove one");
            return;
        }
        fields.add(new Field(key.getValue(), key, tuple.getValueNode()));
    }

    Optional<Field> get(String key) {
        return fields.stream().filter(field -> field.key.equals(key)).findFirst();
    }

    /** Reports the keys that mean nothing here. */
    void allow(Collection<String> keys, String what, Problems problems) {
        for (Field field : fields) {
            if (!keys.contains(field.key)) {
                String hint = Spelling.hint(field.key, keys);
                String all = "known are " + String.join(", ", keys);
                problems.add(field.keyNode, "unknown key '" + field.key + "' in " + what, hint == null ? all : hint);
            }
        }
    }

    /** One key with its value. */
    record Field(String key, Node keyNode, Node value) {
        int line() {
            return keyNode.getStartMark().getLine() + 1;
        }

        /** The value as one text; the items of a list are joined by commas. */
        Optional<String> text(Problems problems) {
            List<String> items = scalars(problems);
            return items.isEmpty() ? Optional.empty() : Optional.of(String.join(",", items));
        }

        /** The value as several texts: the items of a list, or the parts of a text between commas. */
        List<String> items(Problems problems) {
            List<String> items = scalars(problems);
            return value instanceof ScalarNode && !items.isEmpty()
                    ? List.of(items.get(0).trim().split("\\s*,\\s*"))
                    : items;
        }

        /** The value as regular expressions, as {@link NameFilter} takes them. A blank one matches no name, and is left out. */
        List<String> patterns(Problems problems) {
            List<String> patterns = new ArrayList<>();
            for (String pattern : items(problems)) {
                try {
                    if (!pattern.isBlank()) {
                        patterns.add(Pattern.compile(pattern).pattern());
                    }
                } catch (PatternSyntaxException e) {
                    String message = "'" + pattern + "' in " + key + " is not a regular expression: "
                            + e.getDescription().toLowerCase(Locale.ROOT);
                    problems.add(line(), message, "a comma separates expressions; use a YAML list around one");
                }
            }
            return patterns;
        }

        private List<String> scalars(Problems problems) {
            if (value instanceof ScalarNode scalar) {
                return scalar(scalar, problems).map(List::of).orElse(List.of());
            }
            if (value instanceof SequenceNode sequence
                    && !sequence.getValue().isEmpty()
                    && sequence.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
                return sequence.getValue().stream()
                        .map(item -> ((ScalarNode) item).getValue())
                        .toList();
            }
            problems.add(keyNode, "'" + key + "' has to be a text", "write " + key + ": VALUE");
            return List.of();
        }

        private Optional<String> scalar(ScalarNode scalar, Problems problems) {
            if (scalar.getTag().equals(Tag.NULL)) {
                problems.add(keyNode, "'" + key + "' has no value", "give one, or remove the line");
                return Optional.empty();
            }
            return Optional.of(scalar.getValue());
        }
    }
}
