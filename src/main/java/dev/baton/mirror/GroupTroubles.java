package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is not carried over, by group, as of the last round that spoke of it; each is said once. Told by one thread. */
final class GroupTroubles {
    private static final Logger LOG = LoggerFactory.getLogger(GroupTroubles.class);

    private final Map<Trouble, String> troubles = new ConcurrentHashMap<>();
    private volatile @Nullable String unlisted;
    private final Set<String> said = new HashSet<>();

    private record Trouble(String group, String what) {}

    /** @param right what it takes, where it is a right that is missing */
    void report(String group, String what, BatonException failure, String right) {
        String reason = failure.kind() == FailureKind.UNAUTHORISED
                ? failure.getMessage() + "; it takes " + right + " on group " + group
                : String.valueOf(failure.getMessage());
        troubles.put(new Trouble(group, what), "group " + group + " " + what + ": " + reason);
        if (isNew(group + " " + what)) {
            LOG.warn("group {} {}: {}", group, what, reason);
        }
    }

    /** Whether that was not said before. */
    boolean isNew(String saying) {
        return said.add(saying);
    }

    /** Nothing is wrong with the group any more. */
    void healed(String group) {
        troubles.keySet().removeIf(trouble -> trouble.group().equals(group));
    }

    /** That is not wrong with the group any more. */
    void healed(String group, String what) {
        troubles.remove(new Trouble(group, what));
    }

    /** Not all groups of the source could be listed. */
    void unlisted(BatonException failure) {
        String reason = String.valueOf(failure.getMessage());
        if (unlisted == null) {
            LOG.warn("groups of brokers that do not answer wait, the others are carried over: {}", reason);
        }
        unlisted = "groups of brokers that do not answer are not carried over: " + reason;
    }

    /** All of them could. */
    void listed() {
        unlisted = null;
    }

    /** Forgets groups that are not there any more. */
    void retain(Set<String> groups) {
        troubles.keySet().removeIf(trouble -> !groups.contains(trouble.group()));
    }

    /** One sentence each; from any thread. */
    List<String> all() {
        return Stream.concat(
                        Stream.ofNullable(unlisted), troubles.values().stream().sorted())
                .toList();
    }
}
