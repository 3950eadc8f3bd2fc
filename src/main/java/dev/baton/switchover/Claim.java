package dev.baton.switchover;

import dev.baton.switchover.SwitchPlan.GroupPlan;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a flow one switch has ended.
 *
 * @param all every group and every topic of the flow
 * @param groups groups that moved
 * @param topics source topics that are not mirrored any more
 */
record Claim(boolean all, Set<String> groups, Set<String> topics) {
    static final Claim NONE = new Claim(false, Set.of(), Set.of());

    Claim {
        groups = sorted(groups);
        topics = sorted(topics);
    }

    /** Of a whole plan. */
    static Claim of(SwitchPlan plan) {
        Set<String> groups = new TreeSet<>();
        plan.going().stream().map(GroupPlan::group).forEach(groups::add);
        return new Claim(plan.takesAll(), groups, new TreeSet<>(plan.topics()));
    }

    boolean coversTopic(String topic) {
        return all || topics.contains(topic);
    }

    Claim and(Claim other) {
        return new Claim(all || other.all, union(groups, other.groups), union(topics, other.topics));
    }

    /** What of it another one does not cover; of all that goes only with all. */
    Claim without(Claim other) {
        if (other.all) {
            return NONE;
        }
        return all ? this : new Claim(false, rest(groups, other.groups), rest(topics, other.topics));
    }

    private static Set<String> rest(Collection<String> names, Collection<String> gone) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(gone);
        return rest;
    }

    private static Set<String> union(Collection<String> some, Collection<String> others) {
        Set<String> union = new TreeSet<>(some);
        union.addAll(others);
        return union;
    }

    private static Set<String> sorted(Collection<String> names) {
        return Collections.unmodifiableSet(new TreeSet<>(names));
    }
}
