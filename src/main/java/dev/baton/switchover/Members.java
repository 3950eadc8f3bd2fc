package dev.baton.switchover;

import dev.baton.cluster.GroupDescription;
import java.util.stream.Collectors;

/** Who is in a group, in words. */
final class Members {
    private Members() {}

    static String of(GroupDescription group) {
        return group.members().stream()
                .map(m -> m.clientId() + "@" + m.host()
                        + (m.instanceId() == null
                                ? ""
                                : " (static member " + m.instanceId() + ", stays until its session times out)"))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
