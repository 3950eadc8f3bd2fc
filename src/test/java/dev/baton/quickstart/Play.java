package dev.baton.quickstart;

import static dev.baton.quickstart.Verdict.grouped;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What happens in the quickstart, in order. */
final class Play {
    private static final String PATIENCE = "5s";
    private static final Duration RUSH_BEFORE_THE_KILL = Duration.ofMillis(700);

    private final Options options;
    private final Screen screen;
    private final Verdict verdict = new Verdict();
    private volatile boolean over;

    Play(Options options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /** Plays it; false where the ledger does not hold. */
    boolean run() throws Exception {
        screen.say("starting two Kafka clusters: east is active, west is passive");
        Stage stage = Stage.open(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(stage)));
        boolean done = false;
        try {
            play(stage);
            done = true;
        } finally {
            over = true;
            end(stage, done);
        }
        conclude();
        return verdict.holds();
    }

    /** Ctrl-C: whatever runs is ended, where the play has not come to its own end. */
    private void interrupt(Stage stage) {
        if (!over) {
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
        Judge judge = new Judge(verdict, failover, stage.writes.close());
        judge.log();
        judge.groups(stage.reads, west(stage).everything(Shop.TOPICS));
        revive(stage, judge);
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
        stage.await("baton mirror catches up", Duration.ofSeconds(120), () -> isCaughtUp(stage));
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
        // a look costs a consumer and a reading of the topic: not more often than the mirror writes
        Stage.pause(Duration.ofSeconds(1));
        return StateView.read(stage.west.bootstrap(), Stage.EAST).isCaughtUp(Shop.PARTITIONS, Shop.groupNames(), 2_000);
    }

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
        List<LogRecord> mirrored = west(stage).everything(Shop.TOPICS);
        return new Failover(killed, state, Statements.bounds(translations), Statements.loss(plan), mirrored);
    }

    private void revive(Stage stage, Judge judge) {
        List<LogRecord> east = stage.reviveActive(judge.aborted());
        screen.say("east is back");
        BatonCommand.Result lag = stage.baton.run("inspect", "lag", "-o", "json");
        judge.loss(east, Statements.behind(lag.expect(0).out()));
        Stage.pause(Duration.ofSeconds(2));
        judge.still(west(stage).everything(List.of(Shop.ORDERS, Shop.PAYMENTS)));
        int code = stage.stopMirror();
        verdict.add(code == 0, "baton mirror ended on SIGTERM", "exit code " + code);
    }

    private static ClusterLog west(Stage stage) {
        return new ClusterLog(stage.west.bootstrap());
    }

    private void end(Stage stage, boolean done) {
        if (!options.keep() || !done) {
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
