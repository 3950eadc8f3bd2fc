package dev.baton.drill;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupPartition;
import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.InternalTopics;
import dev.baton.wire.ExpiringCommits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Groups of a rehearsal on the target, {@code <group>.baton-drill-<id>}, with one more, {@code baton-drill.<id>}, that says
 * whose they are. The broker forgets all of them by itself; who says whose they are is forgotten last.
 */
final class ShadowGroups {
    static final String MARK = InternalTopics.SHADOW_GROUPS;
    static final String OWNER = InternalTopics.DRILL_GROUPS;
    private static final Duration RETENTION = Owner.HOLDS;
    private static final Duration RETENTION_OF_OWNER = RETENTION.multipliedBy(2);

    private final DrillSite site;
    private final String id;
    private final Set<String> made = new LinkedHashSet<>();

    ShadowGroups(DrillSite site, String id) {
        this.site = site;
        this.id = id;
    }

    String nameOf(String group) {
        return group + MARK + id;
    }

    /** Commits, with a word first of whose the groups are. */
    void commit(Map<String, Map<TopicPartition, CommittedOffset>> offsets) {
        try (ExpiringCommits commits = new ExpiringCommits(site.flow().target(), "baton-drill")) {
            offsets.values().stream()
                    .flatMap(partitions -> partitions.keySet().stream())
                    .findAny()
                    .ifPresent(any -> commit(commits, Map.of(OWNER + id, Map.of(any, owner())), RETENTION_OF_OWNER));
            site.halt().reached("drill", "owned");
            commit(commits, offsets, RETENTION);
        }
    }

    private CommittedOffset owner() {
        return CommittedOffset.of(0, new Owner(site.by(), site.clock().instant().plus(Owner.HOLDS)).text());
    }

    private void commit(
            ExpiringCommits commits, Map<String, Map<TopicPartition, CommittedOffset>> offsets, Duration retention) {
        made.addAll(offsets.keySet());
        for (Map.Entry<GroupPartition, Outcome<CommittedOffset>> done :
                commits.commit(offsets, retention, site.timeout()).entrySet()) {
            done.getValue().orThrow();
        }
    }

    Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> readBack(Collection<String> names) {
        return site.target().groups().committed(names);
    }

    /** Removes the groups of this rehearsal; called again, or at the same time, it does no harm. */
    synchronized void remove() {
        List<String> owners =
                made.stream().filter(name -> name.startsWith(OWNER)).toList();
        List<String> shadows = new ArrayList<>(made);
        shadows.removeAll(owners);
        delete(site.target(), shadows);
        site.halt().reached("drill", "removed");
        delete(site.target(), owners);
        made.clear();
    }

    /** Deletes groups; one that is gone already is what was wanted. */
    static void delete(Cluster target, Collection<String> groups) {
        target.groups().deleteAll(groups).forEach((group, outcome) -> {
            if (outcome instanceof Outcome.Failed<String> failed
                    && failed.failure().kind() != FailureKind.INCOMPLETE) {
                BatonException failure = failed.failure();
                throw new BatonException(
                        failure.kind(),
                        "shadow group " + group + " is left: " + failure.getMessage(),
                        "the broker forgets it within " + RETENTION.toMinutes() + " minutes and its check interval; or"
                                + " remove it with: baton drill --clean",
                        failure);
            }
        });
    }
}
