package dev.baton.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the applications of all groups enter what they process and commit. Thread-safe. */
public final class GroupBook {
    private final Map<String, List<Processed>> processed = new ConcurrentHashMap<>();
    private final Map<String, List<Committed>> committed = new ConcurrentHashMap<>();

    public void processed(Processed entry) {
        List<Processed> list = processed.computeIfAbsent(entry.group(), g -> new ArrayList<>());
        synchronized (list) {
            list.add(entry);
        }
    }

    public void committed(Committed entry) {
        List<Committed> list = committed.computeIfAbsent(entry.group(), g -> new ArrayList<>());
        synchronized (list) {
            list.add(entry);
        }
    }

    /** What the group's application processed so far, in its order. */
    public List<Processed> processed(String group) {
        List<Processed> list = processed.computeIfAbsent(group, g -> new ArrayList<>());
        synchronized (list) {
            return List.copyOf(list);
        }
    }

    /** What the group committed so far, in its order. */
    public List<Committed> committed(String group) {
        List<Committed> list = committed.computeIfAbsent(group, g -> new ArrayList<>());
        synchronized (list) {
            return List.copyOf(list);
        }
    }
}
