package dev.baton.drill;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.RecordReader;
import dev.baton.config.FlowConfig;
import dev.baton.drill.DrillReport.Group;
import dev.baton.drill.DrillReport.Step;
import dev.baton.state.FlowState;
import dev.baton.state.Mark;
import dev.baton.translate.By;
import dev.baton.translate.Selection;
import dev.baton.translate.Translate;
import dev.baton.translate.Translated;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * {@code baton drill}: does what a failover would do, from the target alone, but on shadow groups; reads what they would read
 * and compares it with the source, which is alive. The groups themselves are not touched.
 */
public final class Drill {
    private final FlowConfig flow;
    private final Cluster source;
    private final Cluster target;
    private final Clock clock;
    private final int window;
    private final String id;
    private final List<Step> steps = new ArrayList<>();

    /**
     * For one flow.
     *
     * @param window so many records are compared in each partition
     */
    public Drill(FlowConfig flow, Cluster source, Cluster target, Clock clock, int window) {
        this.flow = flow;
        this.source = source;
        this.target = target;
        this.clock = clock;
        this.window = window;
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        this.id = HexFormat.of().formatHex(random);
    }

    /** Removes what rehearsals that were killed have left on a target; gives the names. */
    public static List<String> clean(Cluster target) {
        return ShadowGroups.removeAll(target);
    }

    /** Rehearses; leaves nothing behind. */
    public DrillReport run(Selection selection, DrillLimits limits) {
        Instant begun = clock.instant();
        ShadowGroups shadows = new ShadowGroups(target, id);
        Thread atExit = new Thread(shadows::remove, "baton-drill-clean");
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            return rehearse(selection, limits, shadows, begun);
        } finally {
            shadows.remove();
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }

    private DrillReport rehearse(Selection selection, DrillLimits limits, ShadowGroups shadows, Instant begun) {
        Translate.Request request = new Translate.Request(selection, By.AUTO, null, false);
        Translate.Result translation = new Translate(flow, null, target, target, clock).run(request);
        took("translate", begun);
        Instant committing = clock.instant();
        Map<String, List<Translated>> byGroup = new TreeMap<>(translation.translated().stream()
                .filter(item -> item.group() != null)
                .collect(Collectors.groupingBy(item -> String.valueOf(item.group()))));
        Map<String, Map<TopicPartition, CommittedOffset>> offsets = new HashMap<>();
        byGroup.forEach((group, items) -> offsets.put(shadows.nameOf(group), offsets(items)));
        offsets.values().removeIf(Map::isEmpty);
        shadows.commit(offsets);
        took("commit", committing);
        Instant reading = clock.instant();
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> read = shadows.readBack(offsets.keySet());
        took("read-back", reading);
        List<Group> groups = compare(byGroup, shadows, read);
        long slowest = groups.stream()
                .mapToLong(group -> group.millis() == null ? 0 : group.millis())
                .max()
                .orElse(0);
        steps.add(new Step("first-records", slowest));
        long rto = steps.stream().mapToLong(Step::millis).sum();
        FlowState state = translation.gathered().state();
        Long rpo = rpoRecords(state, byGroup);
        long reread = groups.stream().mapToLong(Group::reread).max().orElse(0);
        return new DrillReport(
                id, begun, groups, steps, rto, rpo, rpoSeconds(state, byGroup), limits.measured(rpo, rto, reread));
    }

    private static Map<TopicPartition, CommittedOffset> offsets(List<Translated> items) {
        Map<TopicPartition, CommittedOffset> offsets = new HashMap<>();
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

    private List<Group> compare(
            Map<String, List<Translated>> byGroup,
            ShadowGroups shadows,
            Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> read) {
        Map<String, Outcome<Map<TopicPartition, CommittedOffset>>> right =
                source.groups().committed(byGroup.keySet());
        List<Group> groups = new ArrayList<>();
        try (RecordReader there = source.records().open(Isolation.COMMITTED);
                RecordReader here = target.records().open(Isolation.COMMITTED)) {
            byGroup.forEach((group, items) -> {
                Outcome<Map<TopicPartition, CommittedOffset>> found = read.get(shadows.nameOf(group));
                Outcome<Map<TopicPartition, CommittedOffset>> known = right.get(group);
                groups.add(new GroupDrill(group, items, window, clock)
                        .compare(
                                there,
                                here,
                                found == null ? Map.of() : found.orThrow(),
                                known == null ? Map.of() : known.orThrow()));
            });
        }
        return groups;
    }

    private @Nullable Long rpoRecords(FlowState state, Map<String, List<Translated>> byGroup) {
        List<Mark> marks = marks(state, byGroup);
        if (marks.isEmpty()) {
            return null;
        }
        Map<TopicPartition, Long> covered = new HashMap<>();
        marks.forEach(mark -> covered.put(new TopicPartition(mark.topic(), mark.partition()), mark.coveredTo()));
        long sum = 0;
        for (var stable : source.offsets().stable(covered.keySet()).entrySet()) {
            sum += Math.max(0, stable.getValue().orThrow() - covered.getOrDefault(stable.getKey(), 0L));
        }
        return sum;
    }

    private @Nullable Long rpoSeconds(FlowState state, Map<String, List<Translated>> byGroup) {
        return marks(state, byGroup).stream()
                .map(state::asOf)
                .min(Instant::compareTo)
                .map(oldest -> Duration.between(oldest, clock.instant()).toSeconds())
                .orElse(null);
    }

    private static List<Mark> marks(FlowState state, Map<String, List<Translated>> byGroup) {
        Set<TopicPartition> partitions = byGroup.values().stream()
                .flatMap(List::stream)
                .map(Translated::source)
                .collect(Collectors.toSet());
        return partitions.stream()
                .flatMap(p -> {
                    Mark mark = state.marks().get(p);
                    return mark == null ? List.<Mark>of().stream() : List.of(mark).stream();
                })
                .toList();
    }

    private void took(String step, Instant since) {
        steps.add(new Step(step, Duration.between(since, clock.instant()).toMillis()));
    }
}
