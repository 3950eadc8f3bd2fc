package dev.baton.quickstart;

import static dev.baton.quickstart.Verdict.grouped;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** What happens in the quickstart, in order. */
final class Play {
    private static final String PATIENCE = "5s";
    private static final Duration RUSH_BEFORE_THE_KILL = Duration.ofMillis(700);

    private final Options options;
    private final Screen screen;
    private final Verdict verdict = new Verdict();
    private volatile boolean settled;

    Play(Options options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /** Plays it; false where the ledger does not hold. */
    boolean run() throws Exception {
        screen.say("starting two Kafka clusters: east is active, west is passive");
        Stage stage = Stage.open(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(stage)));
        try {
            play(stage);
            settled = true;
        } finally {
            end(stage);
        }
        conclude();
        return verdict.holds();
    }

    /** Ctrl-C: whatever runs is ended, where the play has not come to its own end. */
    private void interrupt(Stage stage) {
        if (!settled) {
            screen.say("interrupted: stopping what runs");
            stage.close();
        }
    }

    private void play(Stage stage) {
        live(stage);
        stage.startRush();
        screen.say("a rush of orders begins at east");
        Stage.pause(RUSH_BEFORE_THE_KILL);
        Instant killed = stage.killActive();
        screen.say("east is dead: SIGKILL; its producers and applications went down with it");
        Failover failover = failOver(stage, killed);
        screen.say("the groups go on at west");
        stage.goOnAtPassive();
        screen.say("all groups have caught up at west");
        judge(stage, failover);
        revive(stage, failover);
    }

    private void live(Stage stage) {
        screen.say("east at %s, west at %s", stage.east.bootstrap(), stage.west.bootstrap());
        stage.startTraffic();
        screen.say("traffic: orders (6 partitions), payments (transactions, some aborted), customers (compacted)");
        stage.startGroups();
        screen.say(
                "groups: billing is caught up, analytics far behind, audit idle, bookkeeping reads committed payments");
        stage.startMirror();
        screen.say("baton mirror started");
        stage.await("baton mirror catches up", Duration.ofSeconds(60), () -> isCaughtUp(stage));
        screen.say("baton mirror has caught up with %s records", grouped(stage.writes.acknowledgedSoFar()));
        screen.show(stage.baton.run("inspect", "status"));
        Instant end = Instant.now().plusSeconds(options.seconds());
        while (Instant.now().isBefore(end)) {
            stage.failIfBroken();
            Stage.pause(Duration.ofMillis(200));
        }
        screen.say(
                "%s records acknowledged at east so far, %s aborted",
                grouped(stage.writes.acknowledgedSoFar()), grouped(stage.writes.abortedSoFar()));
    }

    private boolean isCaughtUp(Stage stage) {
        stage.failIfBroken();
        return StateView.read(stage.west.bootstrap(), Stage.EAST).isCaughtUp(Shop.PARTITIONS, Shop.groupNames(), 2_000);
    }

    /** What was found and said between the death of the active cluster and the groups' going on. */
    private record Failover(
            Instant killed,
            StateView state,
            Map<String, Map<TopicPartition, Bound>> bounds,
            LossCheck.Statement loss,
            List<LogRecord> mirrored) {}

    private Failover failOver(Stage stage, Instant killed) {
        screen.show(stage.baton.run("inspect", "status", "--timeout", PATIENCE).expect(0));
        StateView state = StateView.read(stage.west.bootstrap(), Stage.EAST);
        screen.show(stage.baton
                .run("translate", "--all-groups", "--timeout", PATIENCE)
                .expect(0, 3));
        String translations = stage.baton
                .run("translate", "--all-groups", "--timeout", PATIENCE, "-o", "json")
                .expect(0, 3)
                .out();
        String plan = stage.baton
                .run("switch", "--mode", "failover", "--all-groups", "--timeout", PATIENCE, "-o", "json")
                .expect(0, 3)
                .out();
        BatonCommand.Result executed =
                stage.baton.run("switch", "--mode", "failover", "--all-groups", "--execute", "--timeout", PATIENCE);
        screen.show(executed);
        verdict.add(
                executed.code() == 0, "switch --mode failover --execute applied all", "exit code " + executed.code());
        List<LogRecord> mirrored = new ClusterLog(stage.west.bootstrap()).everything(Shop.TOPICS);
        return new Failover(killed, state, Statements.bounds(translations), Statements.loss(plan), mirrored);
    }

    private void judge(Stage stage, Failover failover) {
        Writes writes = stage.writes.close();
        MirrorOutcome mirror = mirrorCheck(writes, failover).check(failover.mirrored());
        verdict.add(
                true,
                "acknowledged at east, and mirrored to west",
                grouped(writes.acknowledged().size()) + ", " + grouped(mirror.mirrored()));
        verdict.add(ordersArePreserved(failover.state()), "orders keep their offsets", "checked for each record below");
        verdict.none(mirror.doubled(), "mirrored twice");
        verdict.none(mirror.holes(), "left out between mirrored records");
        verdict.none(mirror.disordered(), "out of order");
        verdict.none(mirror.displaced(), "not at its own place, or not at its own offset");
        verdict.none(mirror.altered(), "altered: key, value, headers or time");
        verdict.none(mirror.aborted(), "aborted (of " + grouped(writes.aborted().size()) + "), and yet mirrored");
        verdict.none(mirror.foreign(), "mirrored, and never written");
        List<LogRecord> now = new ClusterLog(stage.west.bootstrap()).everything(Shop.TOPICS);
        GroupCheck check = new GroupCheck(writes, stillThere(now, writes, failover), failover.killed());
        for (GroupPlan group : Shop.GROUPS) {
            verdict.add(check.check(
                    group.group(),
                    group.topics(),
                    stage.reads.processed(group.group()),
                    failover.state().seen(group.group()),
                    failover.bounds().getOrDefault(group.group(), Map.of())));
        }
    }

    private static boolean ordersArePreserved(StateView state) {
        return IntStream.range(0, 6).allMatch(p -> state.isPreserved(new TopicPartition(Shop.ORDERS, p)));
    }

    /** What the groups could find: the mirrored records without those that west's own cleaner took in the meantime. */
    private static List<LogRecord> stillThere(List<LogRecord> now, Writes writes, Failover failover) {
        MirrorCheck check = mirrorCheck(writes, failover);
        java.util.Set<String> there = new java.util.HashSet<>();
        now.forEach(r -> there.add(r.id()));
        return failover.mirrored().stream()
                .filter(r -> there.contains(r.id()) || !check.mayBeCleaned(r))
                .toList();
    }

    private static MirrorCheck mirrorCheck(Writes writes, Failover failover) {
        return new MirrorCheck(writes, Shop::isCompacted, failover.state()::isPreserved);
    }

    private void revive(Stage stage, Failover failover) {
        ClusterLog east = stage.reviveActive();
        screen.say("east is back");
        List<LogRecord> oldLog = east.committed(Shop.TOPICS);
        BatonCommand.Result lag =
                stage.baton.run("inspect", "lag", "-o", "json").expect(0);
        Writes writes = stage.writes.close();
        MirrorCheck check = mirrorCheck(writes, failover);
        LossCheck loss = new LossCheck(writes, check, check.check(failover.mirrored()));
        LossCheck.Revived revived = loss.revived(oldLog, failover.mirrored());
        Faults unstated = loss.unstated(failover.loss());
        verdict.add(
                unstated.none(),
                "missing before Baton's statement, and not in it",
                unstated + "; stated: at least " + failover.loss());
        verdict.add(
                revived.holds(),
                "only at east: its log, and the ledger",
                grouped(revived.onlyThere()) + " = " + grouped(revived.onlyThere() - revived.unresolved())
                        + " acknowledged + "
                        + grouped(revived.unresolved()) + " unanswered; disagreeing " + revived.unequal()
                        + ", lost by east "
                        + revived.broken());
        agree(Statements.behind(lag.out()), revived, failover.loss());
        Stage.pause(Duration.ofSeconds(2));
        int after = new ClusterLog(stage.west.bootstrap())
                .everything(List.of(Shop.ORDERS, Shop.PAYMENTS))
                .size();
        long before = failover.mirrored().stream()
                .filter(r -> !Shop.isCompacted(r.topic()))
                .count();
        verdict.add(after == before, "the mirror appended nothing after the switch", grouped(after - before));
        int code = stage.stopMirror();
        verdict.add(code == 0, "baton mirror ended on SIGTERM", "exit code " + code);
    }

    /** Offsets behind are an upper bound of records, and on a topic without transactions their very number. */
    private void agree(Map<TopicPartition, Long> behind, LossCheck.Revived revived, LossCheck.Statement stated) {
        Faults.Tally wrong = new Faults.Tally();
        long total = 0;
        for (Map.Entry<TopicPartition, Long> entry : behind.entrySet()) {
            int only = revived.onlyThereOf().getOrDefault(entry.getKey(), 0);
            boolean exact = entry.getKey().topic().equals(Shop.ORDERS);
            boolean right = exact ? entry.getValue() == only : entry.getValue() >= only;
            wrong.addIf(!right, entry.getKey() + ": " + entry.getValue() + " stated, " + only + " are");
            total += entry.getValue();
        }
        Long atLeast = stated.unmirroredAtLeast();
        wrong.addIf(atLeast == null || atLeast > total, "at least " + atLeast + " stated at the failover");
        wrong.addIf(behind.size() < Shop.PARTITIONS, behind.size() + " of " + Shop.PARTITIONS + " partitions stated");
        Faults faults = wrong.faults();
        verdict.add(faults.none(), "inspect lag states the loss exactly", grouped(total) + " offsets; wrong " + faults);
    }

    private void end(Stage stage) {
        if (!options.keep() || !settled) {
            stage.close();
            return;
        }
        stage.killMirror();
        screen.plain("  east is up at " + stage.east.bootstrap() + ", west at " + stage.west.bootstrap());
        screen.plain("  configuration: " + options.home().resolve("baton.yaml"));
        screen.plain("  stop them: kill $(cut -d' ' -f1 " + options.home() + "/*/node-1/pid)");
    }

    private void conclude() {
        screen.plain("");
        screen.plain(verdict.table());
        List<String> failed = verdict.failed();
        failed.forEach(screen::plain);
        screen.say(failed.isEmpty() ? "the ledger holds" : "THE LEDGER DOES NOT HOLD");
    }
}
