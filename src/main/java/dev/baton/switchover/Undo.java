package dev.baton.switchover;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.Groups;
import dev.baton.cluster.Outcome;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.StateLog;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.JournalEntry.Event;
import dev.baton.switchover.SwitchReport.StepReport;
import dev.baton.switchover.SwitchReport.StepResult;
import dev.baton.switchover.UndoReport.Group;
import dev.baton.switchover.UndoReport.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * {@code baton switch undo}: takes a switch back, whether it came to its end or not. The target's commits become what the
 * snapshot says, then the mirrors may go on, then the producers may write again. Each part may be done again after a crash.
 */
public final class Undo {
    /** What the id of a switch ends with where its undoing wrote the generation. */
    public static final String SUFFIX = "-undo";

    private final SwitchSite site;
    private final String id;
    private final boolean allowRewind;
    private final List<StepReport> steps = new ArrayList<>();

    /**
     * For one switch.
     *
     * @param allowRewind whether progress that consumers have made since is taken back as well
     */
    public Undo(SwitchSite site, String id, boolean allowRewind) {
        this.site = site;
        this.id = id;
        this.allowRewind = allowRewind;
    }

    /** What it would do. */
    public UndoReport preview() {
        SwitchRecord record = find(site.journal().read(site.target()));
        return new UndoReport(id, false, plan(record), written(record), List.of());
    }

    /** Does it. */
    public UndoReport execute(Path directory, Operator by) {
        SwitchHistory history = site.journal().read(site.target());
        SwitchRecord record = find(history);
        requireLast(history, record);
        try (Journal journal = Journal.again(site, directory, record, Event.UNDOING, by)) {
            List<Group> groups = plan(record);
            List<String> left = written(record);
            List<Group> restored = step(
                    journal,
                    "undo-offsets",
                    () -> new Restoration(site.target().groups(), record.snapshot())
                            .restore(groups, () -> site.halt().reached("undo-offsets", "middle")));
            step(journal, "undo-mirrors", () -> release(history, record, restored, left));
            step(journal, "undo-producers", () -> allow(record));
            UndoReport report = new UndoReport(id, true, restored, left, steps);
            journal.undone(report.whole());
            return report;
        }
    }

    private <T> T step(Journal journal, String label, Supplier<T> part) {
        Instant begun = site.clock().instant();
        site.halt().reached(label, "begin");
        journal.undoing(label, Map.of());
        site.halt().reached(label, "started");
        T done = part.get();
        site.halt().reached(label, "ran");
        long millis = Duration.between(begun, site.clock().instant()).toMillis();
        steps.add(new StepReport(label, StepResult.DONE, millis, ""));
        return done;
    }

    private SwitchRecord find(SwitchHistory history) {
        return history.require(id, site.target().alias());
    }

    private static void requireLast(SwitchHistory history, SwitchRecord record) {
        Set<String> groups = groups(record);
        for (SwitchRecord later : history.after(record)) {
            Set<String> both = groups(later);
            both.retainAll(groups);
            if (!both.isEmpty()) {
                throw BatonException.refused(
                        "switch " + later.id() + " has switched some of the same groups since, as "
                                + both.iterator().next(),
                        "undo that one first: baton switch undo " + later.id());
            }
        }
    }

    private List<Group> plan(SwitchRecord record) {
        OffsetList applied = record.offsets(Commit.LABEL, Event.STARTED).orElse(OffsetList.NONE);
        Set<String> names = applied.offsets().stream()
                .map(item -> String.valueOf(item.group()))
                .collect(Collectors.toCollection(TreeSet::new));
        Groups groups = site.target().groups();
        Map<String, Map<TopicPartition, CommittedOffset>> commits = new HashMap<>();
        groups.committed(names).forEach((group, outcome) -> commits.put(group, outcome.orThrow()));
        Map<String, GroupDescription> existing = new HashMap<>();
        groups.describe(names).forEach((group, outcome) -> {
            if (outcome instanceof Outcome.Known<GroupDescription> known) {
                existing.put(group, known.value());
            } else if (outcome instanceof Outcome.Failed<GroupDescription> failed
                    && failed.failure().kind() != FailureKind.INCOMPLETE) {
                throw failed.failure();
            }
        });
        return new UndoPlanner(applied, record.snapshot(), commits, existing, allowRewind).plan();
    }

    /** Topics whose copies have grown since the mirrors stopped: somebody else has written there. */
    private List<String> written(SwitchRecord record) {
        OffsetList point = record.offsets(FailoverPoint.LABEL, Event.DONE).orElse(OffsetList.NONE);
        Map<TopicPartition, Long> ends = SourceEnds.of(
                site.target(),
                point.offsets().stream().map(OffsetList.Item::topicPartition).toList());
        Set<String> grown = point.offsets().stream()
                .filter(item -> !Objects.equals(ends.get(item.topicPartition()), item.offset()))
                .map(OffsetList.Item::topic)
                .collect(Collectors.toSet());
        return record.plan()
                .map(plan -> plan.groups().stream()
                        .flatMap(group -> group.partitions().stream())
                        .filter(p -> grown.contains(p.topic()))
                        .map(SwitchPlan.PartitionPlan::sourceTopic)
                        .distinct()
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    private long release(SwitchHistory history, SwitchRecord record, List<Group> groups, List<String> topicsLeft) {
        Mirrors mirrors = new Mirrors(site.target(), new StateLog(record.from()), site.clock());
        SwitchedGeneration now = mirrors.switched();
        if (now.generation() == 0) {
            return 0;
        }
        Set<String> staying = groups.stream()
                .filter(group -> group.result() == Result.REFUSED || group.result() == Result.FAILED)
                .map(Group::group)
                .collect(Collectors.toSet());
        SwitchedGeneration next = new Release(history, record, staying, topicsLeft)
                .from(now, site.clock().instant());
        mirrors.write(next);
        return next.generation();
    }

    private long allow(SwitchRecord record) {
        List<Denial> denials = record.denials();
        for (Denial denial : denials) {
            site.requireSource().writeDenials().removeDenial(denial.principal(), denial.topic());
        }
        return denials.size();
    }

    private static Set<String> groups(SwitchRecord record) {
        return record.offsets(Commit.LABEL, Event.STARTED).orElse(OffsetList.NONE).offsets().stream()
                .map(item -> String.valueOf(item.group()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
