package dev.baton.inspect;

import dev.baton.inspect.StatusReport.GroupCover;
import dev.baton.state.FlowState;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose commits somebody keeps on the target. Pure.
 *
 * <p>Where Baton only carries groups beside a MirrorMaker 2, it has no marks, and what it has not seen is not carried over. Where
 * both mirror topics of the flow, each knows the groups of its own.
 */
record Coverage(TargetView target, FlowState state) {
    /** @param source null where it does not answer */
    static GroupCover of(TargetView target, @Nullable SourceView source) {
        return new Coverage(target, target.state()).groups(source);
    }

    private GroupCover groups(@Nullable SourceView source) {
        boolean known = state.exists() || target.foreign().exists();
        Set<String> kept = kept();
        List<String> uncovered = source == null ? null : uncovered(source, kept);
        Set<String> covered = new HashSet<>(kept);
        covered.removeAll(uncovered == null ? List.of() : uncovered);
        Instant asOf = state.groups().values().stream()
                .map(state::asOf)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new GroupCover(known ? (Integer) covered.size() : null, uncovered, asOf);
    }

    private Set<String> kept() {
        if (!state.exists()) {
            return target.foreign().groups();
        }
        Set<String> kept = new HashSet<>(state.groups().keySet());
        if (!state.marks().isEmpty()) {
            kept.addAll(target.foreign().groups());
        }
        return kept;
    }

    private List<String> uncovered(SourceView source, Set<String> kept) {
        return source.groups().entrySet().stream()
                .filter(group -> !kept.contains(group.getKey())
                        || (!state.groups().containsKey(group.getKey()) && readsOfBatons(group.getValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Whether a group has to do with a topic that Baton mirrors; one whose commits are not known may have. */
    private boolean readsOfBatons(Set<String> topics) {
        return state.exists()
                && (topics.isEmpty()
                        || state.marks().keySet().stream().anyMatch(partition -> topics.contains(partition.topic())));
    }
}
