package dev.baton.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads how a flow of {@code baton.yaml} chooses between preserved and mapped offsets. */
final class OffsetsReader {
    private static final String OTHERWISE = "offsets";
    private static final String PRESERVE = "offsets.preserve";
    private static final String MAP = "offsets.map";
    private static final String AUTO = "offsets.auto";
    static final List<String> KEYS = List.of(OTHERWISE, PRESERVE, MAP, AUTO);

    private final YamlMap map;
    private final Problems problems;

    OffsetsReader(YamlMap map, Problems problems) {
        this.map = map;
        this.problems = problems;
    }

    OffsetsChoice read() {
        return new OffsetsChoice(otherwise(), patterns(PRESERVE), patterns(MAP), patterns(AUTO));
    }

    private List<String> patterns(String key) {
        return map.get(key).map(field -> field.patterns(problems)).orElse(List.of());
    }

    private OffsetsMode otherwise() {
        Optional<YamlMap.Field> field = map.get(OTHERWISE);
        String text = field.flatMap(value -> value.text(problems)).orElse("auto");
        for (OffsetsMode mode : OffsetsMode.values()) {
            if (mode.name().equals(text.toUpperCase(Locale.ROOT))) {
                return mode;
            }
        }
        problems.add(field.orElseThrow().line(), "unknown offsets '" + text + "'", "write preserve, map or auto");
        return OffsetsMode.AUTO;
    }
}
