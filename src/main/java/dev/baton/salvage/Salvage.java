package dev.baton.salvage;

import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.salvage.ExportEntry.Head;
import dev.baton.salvage.SalvageReport.Action;
import dev.baton.salvage.SalvageReport.Item;
import dev.baton.salvage.SalvageReport.Result;
import dev.baton.salvage.TailGatherer.Found;
import dev.baton.state.StateTopics;
import dev.baton.switchover.Halt;
import dev.baton.translate.Selection;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code baton salvage}: lists, exports and writes again what only the old active cluster holds. */
public final class Salvage {
    private final FlowConfig flow;
    private final @Nullable Cluster source;
    private final Cluster target;
    private final Clock clock;
    private final Halt halt;

    /**
     * For the flow that failed over.
     *
     * @param source the old active cluster; null where a file stands for it
     * @param target the new active cluster
     * @param halt where the process dies, for tests
     */
    public Salvage(FlowConfig flow, @Nullable Cluster source, Cluster target, Clock clock, Halt halt) {
        this.flow = flow;
        this.source = source;
        this.target = target;
        this.clock = clock;
        this.halt = halt;
    }

    /** What there is; changes nothing. */
    public SalvageReport list(Selection selection) {
        Found found = gather(selection);
        try (ClusterTails records = new ClusterTails(requireSource())) {
            return report(Action.LIST, false, found, tail -> listed(tail, records));
        }
    }

    /** Writes all of it to a file; goes on with one that a killed run left. */
    public SalvageReport export(Selection selection, Path file, boolean binary) {
        Found found = gather(selection);
        try (Export export = Export.to(file, form(binary), head(found))) {
            return export(found, export);
        }
    }

    /** Writes all of it to a stream. */
    public SalvageReport export(Selection selection, OutputStream stream, boolean binary) {
        Found found = gather(selection);
        try (Export export = Export.to(stream, form(binary), head(found))) {
            return export(found, export);
        }
    }

    /** Writes it on the target, or says what would be written. */
    public SalvageReport inject(Selection selection, boolean execute) {
        Found found = gather(selection);
        try (ClusterTails records = new ClusterTails(requireSource())) {
            return inject(found, records, execute);
        }
    }

    /** The same from a file; the source need not be there. */
    public SalvageReport inject(Path exported, Selection selection, boolean execute) {
        ExportFile file = ExportFile.read(exported);
        return inject(new FileTails(flow, target).check(file, selection), file, execute);
    }

    private Found gather(Selection selection) {
        return new TailGatherer(flow, requireSource(), target).gather(selection);
    }

    private Cluster requireSource() {
        if (source == null) {
            throw BatonException.usage("the old active cluster is not named; add --source-bootstrap");
        }
        return source;
    }

    private static ExportForm form(boolean binary) {
        return binary ? new BinaryFrames() : new JsonLines();
    }

    private Head head(Found found) {
        return new Head(flow.from(), flow.to(), found.facts().sourceClusterId(), clock.instant());
    }

    // ---- partition by partition

    /** What is done with one tail. */
    private interface Handling {
        Item of(Tail tail);
    }

    private static SalvageReport report(Action action, boolean executed, Found found, Handling handling) {
        return report(action, executed, found, found.tails(), handling);
    }

    /** Handles tails in an order of their own; reports them in theirs. */
    private static SalvageReport report(
            Action action, boolean executed, Found found, List<Tail> order, Handling handling) {
        Map<Tail, Item> items = new HashMap<>();
        order.forEach(tail -> items.put(tail, handling.of(tail)));
        return new SalvageReport(
                action,
                executed,
                Stream.concat(
                                found.tails().stream().flatMap(tail -> Stream.ofNullable(items.get(tail))),
                                found.refusals().stream().map(Salvage::refused))
                        .toList());
    }

    private static Item refused(Refusal refusal) {
        return Item.refused(refusal.topic(), refusal.partition(), refusal.targetTopic(), refusal.reason());
    }

    private static Item listed(Tail tail, TailSource records) {
        return new Row(tail, Content.of(tail, records)).item(Result.LISTED);
    }

    private SalvageReport export(Found found, Export export) {
        try (ClusterTails records = new ClusterTails(requireSource())) {
            if (export.isComplete()) {
                throw BatonException.refused(
                        "the file is a whole export already", "name another file, or delete this one");
            }
            SalvageReport report = report(Action.EXPORT, true, found, export.order(found.tails()), tail -> {
                Tail bounds = export.bounds(tail);
                return new Row(bounds, export.write(bounds, records)).item(Result.EXPORTED);
            });
            export.end();
            return report;
        }
    }

    private SalvageReport inject(Found found, TailSource records, boolean execute) {
        if (!execute) {
            Notes notes = Notes.read(target, flow.from());
            return report(
                    Action.INJECT,
                    false,
                    found,
                    tail -> new Row(tail, Content.of(tail, records))
                            .with(notes.of(tail))
                            .item(Result.PLANNED));
        }
        StateTopics.createSalvage(target, flow.from(), flow.replicationFactor());
        String clusterId = found.facts().sourceClusterId();
        try (Injection injection = new Injection(target, flow.from(), flow.to(), clusterId, clock, halt);
                TurnedTails turned = new TurnedTails(flow, source)) {
            return report(Action.INJECT, true, found, tail -> injected(injection, turned, tail, records));
        }
    }

    private static Item injected(Injection injection, TurnedTails turned, Tail tail, TailSource records) {
        Note before = injection.before(tail);
        Content content = Content.of(tail, records);
        turned.salvages(tail, content.records());
        Injection.Done done = injection.write(tail, records);
        return new Row(tail, content).with(before).with(before, done).item();
    }
}
