package dev.baton.cli;

import dev.baton.config.Flow;
import dev.baton.config.FlowConfig;
import dev.baton.config.GroupsConsistency;
import dev.baton.config.SourceLoss;
import dev.baton.failure.BatonException;
import dev.baton.metrics.MetricsServer;
import dev.baton.mirror.Mirror;
import dev.baton.mirror.MirrorResult;
import dev.baton.mirror.MirrorSettings;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code baton mirror}: keeps the target a copy of the source until stopped. */
@Command(
        name = "mirror",
        description = {
            "Copies topics and the offsets of consumer groups from the source to the target, continuously.",
            "Every committed record arrives once, in order, also when this is killed at any instant and started again;"
                    + " where that can be done, at the offset that it has on the source.",
            "With offsets: auto, the default, a topic keeps its offsets, unless it is compacted or its log starts beyond"
                    + " 5 billion. A partition with gaps, as transactions leave them, is mapped where the principal may not"
                    + " write markers (ALTER on the target cluster), or where gaps come faster than markers fill them; that"
                    + " is said loudly, shown by inspect offsets, and kept. With preserve offsets are kept in any case:"
                    + " without that right the transaction coordinator fills gaps, some hundred offsets a second, and a"
                    + " topic whose log starts beyond 0 needs delete in its cleanup.policy. With map they are never kept."
                    + " offsets.preserve, offsets.map and offsets.auto name topics by regular expressions for which that holds"
                    + " whatever offsets says; of several the first in this order counts.",
            "New topics and partitions are followed within 10 s, changed configs too (of 500 topics, and later the"
                    + " more there are), but not min.insync.replicas and what else belongs to a cluster"
                    + " (config.properties.exclude); with sync.topic.acls.enabled: true"
                    + " also rights on topics, WRITE included, none ever taken away; a denial of WRITE is not copied, but"
                    + " what it denies to anybody is not given, as long as it stands. What a switch has moved is left alone"
                    + " on the target, its configs, partitions and rights included. So is a topic of the target that is not"
                    + " surely the copy, and its partitions stop: one with records of somebody else that offsets.map does"
                    + " not name, or a topic that either side has made anew since it was mirrored.",
            "With replication.policy: default a topic is called SOURCE.TOPIC on the target, and what came from the"
                    + " target is not mirrored back. The same topics both ways under their own names are refused; where"
                    + " the flow back begins later, they stop.",
            "Commits of groups follow within two seconds, forwards and backwards, metadata included, and are renewed"
                    + " before the target forgets them; what anybody else committed on the target is left alone. With"
                    + " groups.consistency: flow they wait for all records that the flow had when they were read, also of a"
                    + " topic that cannot be mirrored: for applications that consume, process and produce in one transaction.",
            "With emit.checkpoints.enabled and emit.heartbeats.enabled: true MirrorMaker 2's checkpoints and"
                    + " heartbeats are written for tools that read them, each with a header that says that Baton wrote it;"
                    + " refused beside a MirrorMaker 2 of the flow that lives.",
            "Runs until stopped (Ctrl-C, SIGTERM), which is exit code 0, also while it waits for a cluster; with --once"
                    + " it is 130 before all is done. Start it on several machines to share the work. Each call to a"
                    + " cluster has 15 s, whatever --timeout says. The source has to be Kafka 3.1 or newer.",
            "On clusters with an authorizer its man page lists the rights that its principals need, and the commands"
                    + " that give them.",
            "With --once, exit code 3 where a partition could not be mirrored, or a group, a config or a right not be"
                    + " carried over, or a checkpoint not be written, and where a transaction that was open at the start"
                    + " does not end within 30 s: what follows it cannot be read before. A partition that cannot be"
                    + " reached is waited for 30 s, in which another leader is elected, and groups 10 s once all records"
                    + " are there. Partitions that another process of the flow takes over meanwhile are waited for by its"
                    + " marks; topics that are deleted or switched meanwhile are not. -o json prints how it ended as one"
                    + " line.",
            "Metrics have the labels source and target, and are of this process alone: add up over the processes of a"
                    + " flow. By topic baton_mirror_records_total, baton_mirror_bytes_total, baton_mirror_batches_total,"
                    + " baton_mirror_behind_records and baton_mirror_behind_seconds; by state baton_mirror_partitions, by"
                    + " cause baton_mirror_stopped_partitions, and baton_mirror_partition_stopped for each of them;"
                    + " baton_mirror_last_success_timestamp_seconds (of that time the target has all that the source had)"
                    + " and more, each with a help text; those of the JVM beside them. What is not known is left out.",
            "An alert: time() - min by (source, target) (baton_mirror_last_success_timestamp_seconds) > 60 for 2m, and"
                    + " another: sum by (source, target, cause) (baton_mirror_stopped_partitions) > 0 for 2m. Both are"
                    + " silent where no mirror runs, or one has been started that waits for a cluster: so also"
                    + " absent(baton_mirror_last_success_timestamp_seconds{source=\"east\",target=\"west\"}) for 10m, for"
                    + " each flow, and min by (source, target) (baton_mirror_source_up) == 0 or min by (source, target)"
                    + " (baton_mirror_lease_held) == 0 for 2m. Of commits: time() - min by (source, target)"
                    + " (baton_mirror_groups_last_success_timestamp_seconds) > 60 for 2m."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton mirror",
            "  baton mirror --once -c baton.yaml",
            "  baton mirror --from east --to west",
            "  baton mirror --groups-only",
            "  baton mirror --max-rate 20MB",
            "  baton mirror --remirror orders"
        })
final class MirrorCommand implements Callable<ExitCode> {
    private static final Duration LOOK = Duration.ofMillis(200);

    @Option(
            names = "--once",
            description = "Stop when everything is mirrored that the source had at the start; refused beside another"
                    + " mirror of the flow.")
    private boolean once;

    @Option(
            names = "--groups-only",
            description = "Carry commits of groups over and no record, beside a mirror such as MirrorMaker 2; set its"
                    + " sync.group.offsets.enabled to false. A commit is found again by the content of the records around"
                    + " it: exact, where the mirror copies records as they are. Refused with groups.consistency: flow, since"
                    + " which records are mirrored is not known here.")
    private boolean groupsOnly;

    @Option(
            names = "--max-rate",
            paramLabel = "BYTES",
            converter = ByteSizeConverter.class,
            description = "Append at most so many bytes of record batches a second, as in 500kB, 20MB or 1GiB: all"
                    + " partitions of this process together, each with the same share; what is fetched keeps to"
                    + " it, too. Records stay compressed on their way, so this is what goes to the target.")
    private @Nullable Long maxRate;

    @Option(
            names = "--on-source-loss",
            paramLabel = "stop|continue",
            description =
                    "What to do where the source deleted records before they were mirrored: stop that partition and say"
                            + " so, or record the lost offsets, which inspect offsets shows, and go on behind them; of more"
                            + " than a million a partition with offsets: auto is mapped from then on. Default:"
                            + " on.source.loss of the flow, else stop.")
    private @Nullable SourceLoss onSourceLoss;

    @Option(
            names = "--remirror",
            paramLabel = "TOPIC",
            description = "Mirror this topic of the source anew, from where its log starts, after you deleted it on the"
                    + " target: what is recorded of its earlier life is forgotten. Refused where the target's topic is not"
                    + " new and empty, and beside another mirror of the flow. Can be repeated.")
    private Set<String> remirror = Set.of();

    @Mixin
    private WatchedOptions watched = new WatchedOptions();

    @Mixin
    private LogFileOptions logFile = new LogFileOptions();

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        Flow flow = groupsOnly ? context.flow() : context.flowToMirror();
        SourceLoss loss = onSourceLoss;
        FlowConfig config = loss == null ? flow.config() : flow.config().onSourceLoss(loss);
        if (groupsOnly) {
            refuseWhatNeedsRecords(config);
        }
        MirrorSettings settings = new MirrorSettings(
                config, flow.requireSource(), flow.target(), once, groupsOnly, remirror(config), maxRate);
        AtomicBoolean stop = new AtomicBoolean();
        Mirror mirror = new Mirror(settings, stop::get, context::say);
        LogFile log = logFile.open(context.environment());
        try (MirrorWatch watch =
                new MirrorWatch(context, flow, watched, settings, log, metrics(mirror), () -> stop.set(true))) {
            MirrorResult result = await(new FutureTask<>(mirror::run), stop, () -> watch.look(mirror));
            watch.ended(result);
            return code(result);
        }
    }

    private ExitCode code(MirrorResult result) {
        if (result.cutShort()) {
            return ExitCode.INTERRUPTED;
        }
        return once && !result.isWhole() ? ExitCode.INCOMPLETE : ExitCode.DONE;
    }

    private void refuseWhatNeedsRecords(FlowConfig config) {
        if (!remirror.isEmpty()) {
            throw BatonException.usage("--remirror moves records, and --groups-only moves none: leave one out");
        }
        if (config.following().consistency() == GroupsConsistency.FLOW) {
            throw BatonException.usage("groups.consistency is flow for " + config.from() + " to " + config.to()
                    + ", and --groups-only cannot wait for records that somebody else mirrors: set it to group, which"
                    + " carries each group over by itself, or let Baton mirror the flow, without --groups-only");
        }
    }

    private Set<String> remirror(FlowConfig config) {
        remirror.stream().filter(topic -> !config.topics().test(topic)).forEach(topic -> {
            throw BatonException.usage("--remirror " + topic + ": the flow has no such topic, by the names of "
                    + config.from() + "; see topics and topics.exclude in the configuration");
        });
        return remirror;
    }

    private @Nullable MetricsServer metrics(Mirror mirror) {
        Integer port = watched.metricsPort();
        return port == null ? null : MetricsServer.start(watched.metricsHost(), port, mirror::view, maxRate);
    }

    // the mirror runs on a thread of its own: an interrupt of this one asks it to end in good order
    private static MirrorResult await(FutureTask<MirrorResult> task, AtomicBoolean stop, Runnable look) {
        new Thread(task, "baton-member").start();
        while (true) {
            try {
                return task.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                look.run();
            } catch (InterruptedException e) {
                stop.set(true);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof BatonException expected) {
                    throw expected;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
