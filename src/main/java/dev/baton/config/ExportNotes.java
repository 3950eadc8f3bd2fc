package dev.baton.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what whoever exports a configuration has to know. */
final class ExportNotes {
    private final Set<String> toDo = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();

    void toDo(String note) {
        toDo.add(note);
    }

    void leftOut(String note) {
        leftOut.add(note);
    }

    Exported with(String text) {
        return new Exported(text, List.copyOf(toDo), List.copyOf(leftOut));
    }
}
