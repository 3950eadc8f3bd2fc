package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is not carried over, by group, as of the last round that spoke of it; each is said once. Told by one thread. */
final class GroupTroubles {
    private static final Logger LOG = LoggerFactory.getLogger(GroupTroubles.class);

    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final Set<String> said = new HashSet<>();

    /** @param right what it takes, where it is a right that is missing */
    void report(String group, String what, BatonException failure, String right) {
        String reason = failure.kind() == FailureKind.UNAUTHORISED
                ? failure.getMessage() + "; it takes " + right + " on group " + group
                : String.valueOf(failure.getMessage());
        troubles.put(group, "group " + group + " " + what + ": " + reason);
        if (isNew(group + " " + what)) {
            LOG.warn("group {} {}: {}", group, what, reason);
        }
    }

    /** Whether that was not said before. */
    boolean isNew(String saying) {
        return said.add(saying);
    }

    void healed(String group) {
        troubles.remove(group);
    }

    /** Forgets groups that are not there any more. */
    void retain(Set<String> groups) {
        troubles.keySet().retainAll(groups);
    }

    /** One sentence each; from any thread. */
    List<String> all() {
        return troubles.values().stream().sorted().toList();
    }
}
