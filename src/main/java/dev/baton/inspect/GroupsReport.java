package dev.baton.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every group that the flow could be about, of every kind, none left out silently.
 *
 * @param sourceReachable whether the source was asked; else the groups are those that the target knows of
 */
public record GroupsReport(boolean sourceReachable, List<Item> items) {
    public GroupsReport {
        items = List.copyOf(items);
    }

    /** What a switch now would do with a group. */
    public enum Outlook {
        /** It would be carried over. */
        READY,
        /** It is active on the target, so that it would be refused. */
        ACTIVE_ON_TARGET,
        /** For some of its partitions nothing is proved, so that it would be refused. */
        UNKNOWN,
        /** It has nothing to carry over. */
        NOTHING,
        /** It is of a kind that is not carried over. */
        NOT_CARRIED,
        /** The flow's filter leaves it out. */
        EXCLUDED
    }

    /**
     * One group; what is not known is null.
     *
     * @param partitions that it committed for, of the flow
     * @param exact how many of them are translated exactly
     * @param rereadAtMost records that are read again at most, over all partitions; null where one is not known
     * @param reason what the operator should know
     */
    public record Item(
            String group,
            @Nullable GroupKind groupKind,
            @Nullable String sourceState,
            @Nullable Integer sourceMembers,
            @Nullable String targetState,
            @Nullable Integer targetMembers,
            int partitions,
            int exact,
            int atMost,
            int unknown,
            @Nullable Long rereadAtMost,
            Outlook outlook,
            @Nullable String reason) {}
}
