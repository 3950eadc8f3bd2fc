package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.PartitionMap;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.FlowState;
import dev.baton.state.StateLog;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** {@code baton translate}: asks both clusters, then decides. Changes nothing. */
public final class Translate {
    private final FlowConfig flow;
    private final @Nullable Cluster source;
    private final Cluster target;
    private final Cluster targetLater;
    private final Clock clock;
    private final Consumer<String> progress;
    private final boolean patient;
    private final Consumer<FlowState> meanwhile;
    private final StateLog state;

    /**
     * For one flow.
     *
     * @param source null where nobody named one: then all is answered from the target
     * @param targetLater the target once more, with a deadline of its own: for what can only be asked after a dead source
     *     has used up the first one
     */
    public Translate(FlowConfig flow, @Nullable Cluster source, Cluster target, Cluster targetLater, Clock clock) {
        this(flow, source, target, targetLater, clock, line -> {}, true, read -> {}, new StateLog(flow.from()));
    }

    private Translate(
            FlowConfig flow,
            @Nullable Cluster source,
            Cluster target,
            Cluster targetLater,
            Clock clock,
            Consumer<String> progress,
            boolean patient,
            Consumer<FlowState> meanwhile,
            StateLog state) {
        this.flow = flow;
        this.source = source;
        this.target = target;
        this.targetLater = targetLater;
        this.clock = clock;
        this.progress = progress;
        this.patient = patient;
        this.meanwhile = meanwhile;
        this.state = state;
    }

    /**
     * What to translate, and by what.
     *
     * @param at a time to look up in all partitions instead; null for none
     * @param force whether times are looked up where topics are stamped with the time of appending
     */
    public record Request(
            Selection selection, By by, @Nullable Instant at, boolean force) {
        private Request of(Selection other) {
            return new Request(other, by, at, force);
        }
    }

    /** The same, but tells of long searches. */
    public Translate telling(Consumer<String> listener) {
        return new Translate(flow, source, target, targetLater, clock, listener, patient, meanwhile, state);
    }

    /** The same where the source is said to be gone: if it refuses connections, the target's answers are enough. */
    public Translate impatient() {
        return new Translate(flow, source, target, targetLater, clock, progress, false, meanwhile, state);
    }

    /** The same with something to do once the target has told its state, while the source is still asked. */
    public Translate meanwhile(Consumer<FlowState> work) {
        return new Translate(flow, source, target, targetLater, clock, progress, patient, work, state);
    }

    /** The same for one who has read Baton's state of the flow before, and will again. */
    public Translate knowing(StateLog log) {
        return new Translate(flow, source, target, targetLater, clock, progress, patient, meanwhile, log);
    }

    /** What was gathered, and what follows from it. */
    public record Result(Gathered gathered, List<Translated> translated) {
        public Result {
            translated = List.copyOf(translated);
        }

        /** Groups that a commit was found of. */
        public Set<String> groups() {
            return translated.stream().map(t -> String.valueOf(t.group())).collect(Collectors.toSet());
        }

        /** The flow that the items are about: turned round for the way back. */
        public FlowConfig flow() {
            return gathered.flow();
        }

        public Translations report(boolean reverse) {
            return Translations.of(gathered.sourceReachable(), reverse, translated, gathered.omissions());
        }
    }

    /**
     * Asks and decides. Commits for copies of the target's own topics, as there are in active-active, go to the originals.
     */
    public Result run(Request request) {
        Gathered gathered =
                new Gatherer(flow, source, target, clock, patient, meanwhile, state).gather(request.selection());
        Copies copies = gathered.copies();
        SourceSide commits = gathered.source();
        if (source == null || commits == null || !mentions(request.selection(), commits, copies)) {
            return decide(request, gathered, source, targetLater);
        }
        Gathered rest = new Gathered(flow, commits.withoutCommits(copies::cover), null, gathered.target());
        Optional<Result> others = request.selection()
                .ofTopics(topic -> !copies.cover(topic))
                .map(selection -> decide(request.of(selection), rest, source, targetLater));
        Optional<Result> ofCopies = request.selection()
                .ofTopics(copies::cover)
                .map(selection -> ofCopies(request.of(selection), gathered, source));
        return merged(
                gathered, Stream.concat(others.stream(), ofCopies.stream()).toList());
    }

    private Result merged(Gathered gathered, List<Result> parts) {
        Map<TopicPartition, LogRange> logs = new PartitionMap<>();
        List<Translated> translated = new ArrayList<>();
        for (Result part : parts) {
            logs.putAll(part.gathered().targetLogs());
            translated.addAll(part.translated());
        }
        translated.sort(Translated.ORDER);
        TargetSide seen = gathered.target().withLogs(logs);
        return new Result(new Gathered(flow, gathered.source(), null, seen), translated);
    }

    /** A cluster that has become slow takes the answers of the copies alone with it. */
    private Result ofCopies(Request request, Gathered forward, Cluster commits) {
        FlowConfig back = Objects.requireNonNull(forward.copies().back());
        try {
            Gathered gathered = new ReverseGatherer(back, target, commits, clock).gather(request.selection());
            return decide(request, gathered, commits, targetLater);
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNREACHABLE) {
                throw e;
            }
            return new Result(
                    forward, Decision.unknownCopies(forward, request.selection(), String.valueOf(e.getMessage())));
        }
    }

    private static boolean mentions(Selection selection, SourceSide commits, Copies copies) {
        return Stream.concat(
                        selection.given().stream()
                                .map(offset -> offset.partition().topic()),
                        commits.commits().values().stream()
                                .flatMap(offsets -> offsets.keySet().stream())
                                .map(TopicPartition::topic))
                .anyMatch(copies::cover);
    }

    /**
     * The way back: commits on the flow's target, for its copies, to what they are on its source. Needs both clusters.
     *
     * @param sourceLater the source once more, with a deadline of its own
     */
    public Result runReverse(Request request, Cluster sourceLater) {
        Cluster original = source;
        if (original == null) {
            throw BatonException.usage("--reverse translates to the source: add --source-bootstrap or --source-config");
        }
        Gathered gathered = new ReverseGatherer(flow, original, target, clock).gather(request.selection());
        return decide(request, gathered, targetLater, sourceLater);
    }

    private Result decide(Request request, Gathered gathered, @Nullable Cluster from, Cluster to) {
        LookedUp times = times(request, gathered, from, to);
        List<Translated> first = Decision.translate(gathered, request, times);
        LookedUp known = request.at() == null ? times.and(new CheckpointAges(to, gathered).of(first)) : times;
        List<Translated> second = known.isEmpty() ? first : Decision.translate(gathered, request, known);
        boolean byContent = request.at() == null && (request.by() == By.AUTO || request.by() == By.CONTENT);
        if (from == null || !gathered.sourceReachable() || !byContent) {
            return new Result(gathered, second);
        }
        LookedUp content = new ContentEvidence(from, to, gathered, request.by(), progress).of(second);
        return new Result(
                gathered, content.isEmpty() ? second : Decision.translate(gathered, request, known.and(content)));
    }

    private static LookedUp times(Request request, Gathered gathered, @Nullable Cluster from, Cluster to) {
        TimeLookup lookup = new TimeLookup(from, to, gathered, request.force());
        Instant at = request.at();
        if (at != null) {
            return lookup.at(request.selection(), at);
        }
        return request.by() == By.TIMESTAMP ? lookup.ofAnchors(request.selection()) : LookedUp.NONE;
    }
}
