package dev.baton.mirror;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What makes the configs of a topic on the target like the source's. Pure.
 *
 * @param set what the source's topic has set and the target's has not, or otherwise
 * @param unset what only the target's topic has set: it goes back to its default, as it did on the source
 */
record ConfigChange(Map<String, String> set, Set<String> unset) {

    /**
     * Compares.
     *
     * @param source what is set on the source's topic
     * @param target what is set on the target's topic
     * @param copied which configs are copied at all
     */
    static ConfigChange between(Map<String, String> source, Map<String, String> target, Predicate<String> copied) {
        Map<String, String> set = copied(source, copied);
        set.entrySet().removeIf(e -> e.getValue().equals(target.get(e.getKey())));
        Set<String> unset = new HashSet<>(copied(target, copied).keySet());
        unset.removeAll(source.keySet());
        return new ConfigChange(Map.copyOf(set), Set.copyOf(unset));
    }

    /** Those configs that are copied. */
    static Map<String, String> copied(Map<String, String> configs, Predicate<String> copied) {
        Map<String, String> kept = new HashMap<>(configs);
        kept.keySet().removeIf(copied.negate());
        return kept;
    }

    boolean isEmpty() {
        return set.isEmpty() && unset.isEmpty();
    }
}
