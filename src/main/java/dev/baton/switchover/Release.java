package dev.baton.switchover;

import dev.baton.state.SwitchedGeneration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is let go once a switch is taken back. What other switches have ended stays so, and what this one never ended, too:
 * the generation may tell of more than the journal. Pure.
 *
 * @param left what of the switch itself stays
 * @param others the other switches of the flow
 * @param givenUp ids of those of them that came before and never to a commit: what they had ended, this one took over
 */
record Release(SwitchRecord record, Claim left, List<SwitchRecord> others, Set<String> givenUp) {

    /** What the mirrors are to be told; the present generation where that says it already. */
    SwitchedGeneration from(SwitchedGeneration now, Instant at) {
        Claim own = record.claim();
        Claim kept = others.stream().map(this::standing).reduce(left, Claim::and);
        boolean allGroups = kept.all() || (now.allGroups() && !own.all());
        boolean allTopics = kept.all() || (now.allTopics() && !own.all());
        List<String> groups = rest(now.groups(), own.groups(), kept.groups());
        List<String> topics = rest(now.topics(), own.topics(), kept.topics());
        boolean same = allGroups == now.allGroups()
                && allTopics == now.allTopics()
                && Set.copyOf(groups).equals(Set.copyOf(now.groups()))
                && Set.copyOf(topics).equals(Set.copyOf(now.topics()));
        return same
                ? now
                : new SwitchedGeneration(
                        now.generation() + 1, record.id() + Undo.SUFFIX, allGroups, groups, allTopics, topics, at);
    }

    /** Denials that go: not those of topics that stay, nor those that another switch relies on. */
    List<Denial> denials() {
        return record.denials().stream()
                .filter(denial -> !left.coversTopic(denial.topic()))
                .filter(denial -> others.stream().noneMatch(other -> reliesOn(other, denial)))
                .toList();
    }

    private boolean reliesOn(SwitchRecord other, Denial denial) {
        return other.denials().contains(denial) && standing(other).coversTopic(denial.topic());
    }

    private Claim standing(SwitchRecord other) {
        Claim standing = other.standing();
        return givenUp.contains(other.id()) ? standing.without(record.claim()) : standing;
    }

    private static List<String> rest(Collection<String> names, Collection<String> released, Collection<String> kept) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(released);
        rest.addAll(kept);
        return List.copyOf(rest);
    }
}
