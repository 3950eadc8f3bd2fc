package dev.baton.drill;

import dev.baton.cluster.BothClusters;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.ClusterDescription;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupInfo;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.PartitionMap;
import dev.baton.cluster.RecordReader;
import dev.baton.config.FlowConfig;
import dev.baton.drill.DrillReport.Environment;
import dev.baton.drill.DrillReport.Group;
import dev.baton.drill.DrillReport.Sample;
import dev.baton.failure.Pause;
import dev.baton.state.Mark;
import dev.baton.translate.By;
import dev.baton.translate.Selection;
import dev.baton.translate.Translate;
import dev.baton.translate.Translated;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code baton drill}: does what a failover would do, from the target alone, but on shadow groups; reads what they would read
 * and compares it with the source, which is alive. The groups themselves are not touched.
 */
public final class Drill {
    private static final Logger LOG = LoggerFactory.getLogger(Drill.class);
    private final DrillSite site;
    private final int window;
    private final String id;
    private final StepTimes times;

    /**
     * For one flow.
     *
     * @param window so many records are compared in each partition
     */
    public Drill(DrillSite site, int window) {
        this.site = site;
        this.window = window;
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        this.id = HexFormat.of().formatHex(random);
        this.times = new StepTimes(site.clock());
    }

    /**
     * Removes what rehearsals have left on a target that were killed, and what nobody says to own.
     *
     * @param told of each group that was removed, and of rehearsals that may still run
     */
    public static void clean(Cluster target, Instant now, Consumer<String> told) {
        for (Leftovers found : Leftovers.find(target)) {
            Owner owner = found.owner();
            if (owner != null && !owner.isGone(now)) {
                told.accept("drill " + found.id() + " of " + owner.by() + " may still run: its groups stay until "
                        + owner.until());
            } else {
                found.remove(target);
                found.groups().forEach(group -> told.accept("removed " + group));
            }
        }
    }

    /**
     * Rehearses; leaves nothing behind, neither of itself nor of rehearsals that were killed.
     *
     * @param observe so long the mirror's lag is watched first
     */
    public DrillReport run(Selection selection, DrillLimits limits, Duration observe, Consumer<String> told) {
        removeDead(told);
        ShadowGroups shadows = new ShadowGroups(site, id);
        Thread atExit = new Thread(() -> removeAtExit(shadows), "baton-drill-clean");
        Runtime.getRuntime().addShutdownHook(atExit);
        try (LagProbe lag = new LagProbe(site).start()) {
            if (!observe.isZero()) {
                times.ofRehearsal("observe", () -> Pause.take(observe));
            }
            return rehearse(selection, limits, shadows, lag);
        } finally {
            removeAtLast(shadows, atExit);
        }
    }

    private static void removeAtLast(ShadowGroups shadows, Thread atExit) {
        try {
            shadows.remove();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                LOG.debug("the process ends already", e);
            }
        }
    }

    /** What is left then, the next drill removes. */
    private static void removeAtExit(ShadowGroups shadows) {
        try {
            shadows.remove();
        } catch (RuntimeException e) { // nobody is there any more whom it could be thrown at
            LOG.warn("the groups of this drill stay until the next one: {}", e.getMessage());
        }
    }

    private void removeDead(Consumer<String> told) {
        Instant now = site.clock().instant();
        for (Leftovers found : Leftovers.find(site.target())) {
            if (found.isDead(now)) {
                found.remove(site.target());
                told.accept("removed what drill " + found.id() + " of "
                        + Objects.requireNonNull(found.owner()).by() + " left");
            }
        }
    }

    private DrillReport rehearse(Selection selection, DrillLimits limits, ShadowGroups shadows, LagProbe lag) {
        Translate.Request request = new Translate.Request(selection, By.AUTO, null, false);
        Translate translate = new Translate(site.flow().config(), null, site.target(), site.target(), site.clock());
        Translate.Result translation = times.ofFailover("translate", () -> translate.run(request));
        Map<String, List<Translated>> byGroup = new TreeMap<>(translation.translated().stream()
                .filter(item -> item.group() != null)
                .collect(Collectors.groupingBy(item -> String.valueOf(item.group()))));
        Map<String, Map<TopicPartition, CommittedOffset>> offsets = new HashMap<>();
        byGroup.forEach((group, items) -> offsets.put(shadows.nameOf(group), offsets(items)));
        offsets.values().removeIf(Map::isEmpty);
        times.ofFailover("commit", () -> shadows.commit(offsets));
        site.halt().reached("drill", "committed");
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> read =
                times.ofFailover("read-back", () -> shadows.readBack(offsets.keySet()));
        site.halt().reached("drill", "read-back");
        Instant reading = site.clock().instant();
        List<Candidate> candidates = candidates(selection, byGroup);
        List<Group> groups =
                compare(candidates, translation.gathered().state().marks(), group -> read.get(shadows.nameOf(group)));
        long slowest = groups.stream()
                .mapToLong(group -> group.millis() == null ? 0 : group.millis())
                .max()
                .orElse(0);
        times.add("first-records", reading, slowest, true);
        times.add(
                "compare",
                reading,
                Duration.between(reading, site.clock().instant()).toMillis(),
                false);
        times.ofRehearsal("clean-up", shadows::remove);
        return report(groups, lag.samples(partitions(candidates)), limits);
    }

    private DrillReport report(List<Group> groups, List<Sample> lag, DrillLimits limits) {
        Long records = worst(lag, Sample::records);
        Long seconds = worst(lag, Sample::seconds);
        long rto = times.rtoMillis();
        long reread = groups.stream().mapToLong(Group::reread).max().orElse(0);
        return new DrillReport(
                id,
                times.begun(),
                site.clock().instant(),
                environment(),
                groups,
                times.steps(),
                rto,
                records,
                seconds,
                lag,
                limits.measured(records, seconds, rto, reread));
    }

    private Environment environment() {
        BothClusters<ClusterDescription, ClusterDescription> both =
                BothClusters.ask(site.source()::describe, site.target()::describe);
        return new Environment(
                site.by().toString(),
                site.version(),
                Runtime.version().toString(),
                both.source().orThrow(),
                both.target().orThrow(),
                window);
    }

    private static @Nullable Long worst(List<Sample> lag, Function<Sample, @Nullable Long> value) {
        return lag.stream()
                .map(value)
                .filter(Objects::nonNull)
                .max(Long::compare)
                .orElse(null);
    }

    private static Set<TopicPartition> partitions(List<Candidate> candidates) {
        return candidates.stream()
                .flatMap(candidate -> candidate.partitions().stream())
                .collect(Collectors.toSet());
    }

    private static Map<TopicPartition, CommittedOffset> offsets(List<Translated> items) {
        Map<TopicPartition, CommittedOffset> offsets = new PartitionMap<>();
        for (Translated item : items) {
            Long offset = item.translation().targetOrNull();
            if (offset != null) {
                offsets.put(
                        item.target(),
                        CommittedOffset.of(offset, item.standing().metadata()));
            }
        }
        return offsets;
    }

    /** Which groups there are to be carried over the source knows best; where they stand it alone knows. */
    private List<Candidate> candidates(Selection selection, Map<String, List<Translated>> byGroup) {
        FlowConfig flow = site.flow().config();
        Set<String> names = new TreeSet<>(byGroup.keySet());
        names.addAll(selection.groups());
        if (selection.allGroups()) {
            site.source().groups().list(group -> selection.wantsGroup(flow, group)).values().stream()
                    .filter(GroupInfo::hasConsumerOffsets)
                    .map(GroupInfo::group)
                    .forEach(names::add);
        }
        return Candidate.of(flow, selection, byGroup, site.source().groups().committed(names));
    }

    private List<Group> compare(
            List<Candidate> candidates,
            Map<TopicPartition, Mark> marks,
            Function<String, @Nullable Outcome<Map<TopicPartition, CommittedOffset>>> readBack) {
        List<Group> groups = new ArrayList<>();
        try (RecordReader there = site.source().records().open(Isolation.COMMITTED);
                RecordReader here = site.target().records().open(Isolation.COMMITTED)) {
            for (Candidate candidate : candidates) {
                Outcome<Map<TopicPartition, CommittedOffset>> found = readBack.apply(candidate.group());
                groups.add(new GroupDrill(candidate, marks, window, site.clock())
                        .compare(there, here, found == null ? Map.of() : found.orThrow()));
            }
        }
        return groups;
    }
}
