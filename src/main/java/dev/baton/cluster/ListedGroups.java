package dev.baton.cluster;

import dev.baton.failure.BatonException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups of the brokers that answered.
 *
 * @param groups by name
 * @param missing why others may be missing, of which nothing is known then, not even whether they are there; null where these
 *     are all
 */
public record ListedGroups(
        Map<String, GroupInfo> groups, @Nullable BatonException missing) {
    public ListedGroups {
        groups = Map.copyOf(groups);
    }
}
