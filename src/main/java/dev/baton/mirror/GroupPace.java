package dev.baton.mirror;

import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * When a group needs work: at once where its commits on the source, or what they translate to, have changed; else now and
 * then, to see what became of its commits on the target, and to renew them there before they expire.
 */
final class GroupPace {
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final int MOST_DOUBLINGS = 4;
    private static final Duration LONGEST_RENEWAL = Duration.ofHours(24);
    private static final Duration SHORTEST_RENEWAL = Duration.ofSeconds(5);
    private static final int RENEWALS_BEFORE_EXPIRY = 4;

    private final Duration renewal;
    private final Map<String, Seen> seen = new HashMap<>();

    /**
     * A group as it was seen last.
     *
     * @param failed whether it is not on the target as it was wanted
     * @param silences how often in a row nobody answered for it
     */
    private record Seen(
            List<Commit> commits, List<Commit> wanted, Instant next, Instant renewed, boolean failed, int silences) {
        boolean isOf(GroupSnapshot now) {
            return commits.equals(now.commits()) && wanted.equals(now.intended());
        }
    }

    /** @param retention how long the target keeps the commits of a group without members */
    GroupPace(Duration retention) {
        Duration part = retention.dividedBy(RENEWALS_BEFORE_EXPIRY);
        Duration atMost = part.compareTo(LONGEST_RENEWAL) > 0 ? LONGEST_RENEWAL : part;
        this.renewal = atMost.compareTo(SHORTEST_RENEWAL) < 0 ? SHORTEST_RENEWAL : atMost;
    }

    /** Whether to look at the group's commits on the target now; those for which that failed wait for a while. */
    boolean isDue(GroupSnapshot wanted, Instant now) {
        Seen before = seen.get(wanted.group());
        return before == null || !now.isBefore(before.next()) || !(before.isOf(wanted) || before.failed());
    }

    /** Whether nobody answered for the group, so recently that it is not to be asked for again. */
    boolean isSilent(String group, Instant now) {
        Seen before = seen.get(group);
        return before != null && before.silences() > 0 && now.isBefore(before.next());
    }

    /** Whether commits that have not changed are to be made again. */
    boolean isToRenew(String group, Instant now) {
        Seen before = seen.get(group);
        return before == null || before.renewed().plus(renewal).isBefore(now);
    }

    /** The group's commits are on the target as wanted; {@code renewed} where all of them were just made. */
    void done(GroupSnapshot wanted, Instant now, boolean renewed) {
        Seen before = seen.get(wanted.group());
        Instant renewedAt = renewed || before == null ? now : before.renewed();
        Instant next = now.plus(LOOK).plus(spread(wanted));
        seen.put(wanted.group(), new Seen(wanted.commits(), wanted.intended(), next, renewedAt, false, 0));
    }

    /** The target took some of them not. */
    void refused(GroupSnapshot wanted, Instant now) {
        failed(wanted, now.plus(RETRY), 0);
    }

    /** Nobody answered for the group; each such question takes time that others need, so it is asked more and more seldom. */
    void silent(GroupSnapshot wanted, Instant now) {
        Seen before = seen.get(wanted.group());
        int silences = before == null ? 0 : Math.min(before.silences(), MOST_DOUBLINGS);
        failed(wanted, now.plus(RETRY.multipliedBy(1L << silences)), silences + 1);
    }

    private void failed(GroupSnapshot wanted, Instant next, int silences) {
        Seen before = seen.get(wanted.group());
        Instant renewedAt = before == null ? Instant.EPOCH : before.renewed();
        seen.put(wanted.group(), new Seen(wanted.commits(), wanted.intended(), next, renewedAt, true, silences));
    }

    /** Another process may look after these groups for a while. */
    void forget(Predicate<String> groups) {
        seen.keySet().removeIf(groups);
    }

    // so that groups that came together are not looked at together for ever
    private static Duration spread(GroupSnapshot wanted) {
        return Duration.ofMillis(Math.floorMod(wanted.group().hashCode() * 31L, LOOK.toMillis() / 2));
    }
}
