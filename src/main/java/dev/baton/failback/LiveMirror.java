package dev.baton.failback;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Outcome;
import dev.baton.state.InternalTopics;
import java.util.List;

/** Whether processes mirror a flow now: they are members of its group on the target. */
final class LiveMirror {
    private LiveMirror() {}

    static boolean of(Cluster target, String sourceAlias) {
        String group = InternalTopics.mirrorGroup(sourceAlias);
        Outcome<GroupDescription> described =
                target.groups().describe(List.of(group)).get(group);
        GroupDescription known = described == null ? null : described.orNull();
        return known != null && known.isActive();
    }
}
