package dev.baton.render;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of comma separated values.
 *
 * @param header names of the fields, as in the JSON document; empty for none
 * @param rows values; null is written as an empty field
 */
public record Csv(List<String> header, List<List<@Nullable Object>> rows) {
    public Csv {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
    }
}
