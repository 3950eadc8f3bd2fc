package dev.baton.drill;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Shadow groups that are found on a target, by the rehearsal that made them.
 *
 * @param id of the rehearsal
 * @param owner null where no group says whose they are: an older version's, or groups of somebody who calls them so
 * @param groups the shadow groups first, the one that says whose they are last
 */
record Leftovers(String id, @Nullable Owner owner, List<String> groups) {
    private static final String ID = "([0-9a-f]{8})";
    private static final Pattern SHADOW = Pattern.compile(".*" + Pattern.quote(ShadowGroups.MARK) + ID, Pattern.DOTALL);
    private static final Pattern OWNER = Pattern.compile(Pattern.quote(ShadowGroups.OWNER) + ID);

    Leftovers {
        groups = List.copyOf(groups);
    }

    /** All that are there now, those of rehearsals that run included. */
    static List<Leftovers> find(Cluster target) {
        Collection<String> names = target.groups()
                .list(name ->
                        SHADOW.matcher(name).matches() || OWNER.matcher(name).matches())
                .keySet();
        List<String> owners =
                names.stream().filter(name -> OWNER.matcher(name).matches()).toList();
        return of(names, target.groups().committed(owners));
    }

    /** From names of groups and the commits of those that say whose they are. Pure. */
    static List<Leftovers> of(
            Collection<String> names, Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> commits) {
        Map<String, List<String>> byId = new TreeMap<>();
        Map<String, Owner> owners = new HashMap<>();
        names.forEach(name -> id(SHADOW, name)
                .ifPresent(
                        id -> byId.computeIfAbsent(id, i -> new ArrayList<>()).add(name)));
        names.forEach(name -> id(OWNER, name).ifPresent(id -> {
            byId.computeIfAbsent(id, i -> new ArrayList<>()).add(name);
            Outcome<Map<TopicPartition, CommittedOffset>> read = commits.get(name);
            Map<TopicPartition, CommittedOffset> known = read == null ? null : read.orNull();
            if (known != null) {
                known.values().stream()
                        .flatMap(commit -> Owner.parse(commit.metadata()).stream())
                        .findAny()
                        .ifPresent(owner -> owners.put(id, owner));
            }
        }));
        return byId.entrySet().stream()
                .map(found -> new Leftovers(found.getKey(), owners.get(found.getKey()), found.getValue()))
                .toList();
    }

    private static Optional<String> id(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether the rehearsal is known to be over. */
    boolean isDead(Instant now) {
        Owner known = owner;
        return known != null && known.isGone(now);
    }

    void remove(Cluster target) {
        List<String> shadows = new ArrayList<>(groups);
        shadows.removeIf(name -> OWNER.matcher(name).matches());
        List<String> last = new ArrayList<>(groups);
        last.removeAll(shadows);
        ShadowGroups.delete(target, shadows);
        ShadowGroups.delete(target, last);
    }
}
