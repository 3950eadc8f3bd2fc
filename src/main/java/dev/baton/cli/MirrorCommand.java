package dev.baton.cli;

import dev.baton.config.Flow;
import dev.baton.failure.BatonException;
import dev.baton.mirror.Mirror;
import dev.baton.mirror.MirrorResult;
import dev.baton.mirror.MirrorSettings;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
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
            "New topics and partitions are followed within 10 s, changed configs too, but not min.insync.replicas and what"
                    + " else belongs to a cluster (config.properties.exclude); with sync.topic.acls.enabled: true also rights"
                    + " on topics, WRITE included, none ever taken away, a denial of WRITE never copied.",
            "With replication.policy: default a topic is called SOURCE.TOPIC on the target, and what came from the target is"
                    + " not mirrored back. The same topics both ways under their own names are refused.",
            "Commits of groups follow within two seconds, forwards and backwards, metadata included, and are renewed before the"
                    + " target forgets them; what anybody else committed on the target is left alone. With groups.consistency:"
                    + " flow they wait for all records that the flow had when they were read: for applications that consume,"
                    + " process and produce in one transaction.",
            "With emit.checkpoints.enabled and emit.heartbeats.enabled: true MirrorMaker 2's checkpoints and heartbeats are written"
                    + " for tools that read them, each with a header that says that Baton wrote it; refused beside a"
                    + " MirrorMaker 2 of the flow that lives.",
            "Runs until stopped (Ctrl-C, SIGTERM), which is exit code 0. Start it on several machines to share the work.",
            "With --once, exit code 3 where a partition could not be mirrored."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton mirror",
            "  baton mirror --once -c baton.yaml",
            "  baton mirror --from east --to west",
            "  baton mirror --groups-only"
        })
final class MirrorCommand implements Callable<ExitCode> {
    @Option(
            names = "--once",
            description = "Stop when everything is mirrored that the source had at the start; refused beside another"
                    + " mirror of the flow.")
    private boolean once;

    @Option(
            names = "--groups-only",
            description = "Carry commits of groups over and no record, beside a mirror such as MirrorMaker 2; set its"
                    + " sync.group.offsets.enabled to false. A commit is found again by the content of the records around"
                    + " it: exact, where the mirror copies records as they are.")
    private boolean groupsOnly;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        Flow flow = context.flow();
        MirrorSettings settings =
                new MirrorSettings(flow.config(), flow.requireSource(), flow.target(), once, groupsOnly);
        AtomicBoolean stop = new AtomicBoolean();
        MirrorResult result = await(new FutureTask<>(new Mirror(settings, stop::get, context::say)::run), stop);
        result.faults()
                .forEach(fault ->
                        context.say("stopped: " + fault.topic() + "-" + fault.partition() + ": " + fault.reason()));
        context.say(String.format(
                "mirrored %,d records of %d partitions, %d groups",
                result.records(), result.partitions(), result.groups()));
        return once && !result.faults().isEmpty() ? ExitCode.INCOMPLETE : ExitCode.DONE;
    }

    // the mirror runs on a thread of its own: an interrupt of this one asks it to end in good order
    private static MirrorResult await(FutureTask<MirrorResult> task, AtomicBoolean stop) {
        new Thread(task, "baton-member").start();
        while (true) {
            try {
                return task.get();
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
