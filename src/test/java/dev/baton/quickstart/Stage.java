package dev.baton.quickstart;

import dev.baton.testkit.ClusterSpec;
import dev.baton.testkit.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** All that runs: two clusters, traffic, the groups' applications, and Baton's mirror. Closing it ends every process of it. */
final class Stage implements AutoCloseable {
    static final String EAST = "east";
    static final String WEST = "west";

    private static final int RUSH = 20_000;

    final KafkaCluster east;
    final KafkaCluster west;
    final WriteBook writes = new WriteBook();
    final GroupBook reads = new GroupBook();
    final BatonCommand baton;
    private final Path home;
    private final List<Traffic> traffic = new ArrayList<>();
    private final List<GroupApp> apps = new ArrayList<>();
    private volatile @Nullable Process mirror;

    private Stage(Options options, List<KafkaCluster> clusters) {
        this.home = options.home();
        this.east = clusters.get(0);
        this.west = clusters.get(1);
        this.baton = new BatonCommand(options.launcher(), options.home());
    }

    /** Starts both clusters and makes the shop's topics on the active one. */
    static Stage open(Options options) throws Exception {
        Files.createDirectories(options.home());
        Stage stage = new Stage(options, KafkaCluster.startAll(cluster(EAST, options), cluster(WEST, options)));
        stage.writeConfiguration();
        try (Admin admin = stage.east.admin()) {
            Shop.createTopics(admin);
        }
        return stage;
    }

    private static ClusterSpec cluster(String name, Options options) {
        ClusterSpec spec = KafkaCluster.named(name)
                .with("log.cleaner.backoff.ms", "1000")
                .in(options.home().resolve(name));
        return options.keep() ? spec.detached() : spec;
    }

    private void writeConfiguration() throws IOException {
        Files.writeString(home.resolve("baton.yaml"), """
                clusters:
                  east:
                    bootstrap.servers: %s
                  west:
                    bootstrap.servers: %s
                flows:
                  - from: east
                    to: west
                    topics: "orders|payments|customers"
                """.formatted(east.bootstrap(), west.bootstrap()));
    }

    /** A past for every topic, so that a group can be far behind and the cleaner has work; then steady traffic. */
    void startTraffic() {
        Traffic orders = new PlainTraffic(east.bootstrap(), Shapes.orders(Shop.ORDERS, "order"), writes);
        Traffic customers =
                new PlainTraffic(east.bootstrap(), Shapes.customers(Shop.CUSTOMERS, "customer", 300), writes);
        Traffic payments = newPayments();
        traffic.addAll(List.of(orders, customers, payments));
        orders.burst(70_000);
        customers.burst(8_000);
        payments.burst(3_000);
        orders.start(1_500);
        customers.start(150);
        payments.start(300);
    }

    private Traffic newPayments() {
        return new TransactionalTraffic(
                east.bootstrap(), "shop-payments", Shapes.payments(Shop.PAYMENTS, "payment"), writes);
    }

    /** Starts the groups at the active cluster; the idle one leaves as soon as it has processed a little. */
    void startGroups() {
        GroupApp audit = GroupApp.start(Shop.AUDIT, Site.ACTIVE, east.bootstrap(), reads);
        Stream.of(Shop.BILLING, Shop.ANALYTICS, Shop.BOOKKEEPING)
                .forEach(plan -> apps.add(GroupApp.start(plan, Site.ACTIVE, east.bootstrap(), reads)));
        await(
                "group audit reads",
                Duration.ofSeconds(60),
                () -> audit.processed() > 20_000 || audit.failure().isPresent());
        audit.leave();
        failIfBroken(List.of(audit));
    }

    void startMirror() {
        mirror = baton.start(home.resolve("mirror.log"), "mirror");
    }

    /** Something stopped that should run. */
    void failIfBroken() {
        failIfBroken(apps);
        for (Traffic each : traffic) {
            each.failure().ifPresent(e -> {
                throw new IllegalStateException("a producer stopped: " + e, e);
            });
        }
        Process process = mirror;
        if (process != null && !process.isAlive()) {
            throw new IllegalStateException("baton mirror ended with exit code " + process.exitValue() + ", its log: "
                    + home.resolve("mirror.log"));
        }
    }

    private static void failIfBroken(List<GroupApp> apps) {
        for (GroupApp app : apps) {
            app.failure().ifPresent(e -> {
                throw new IllegalStateException("the application of group " + app.group() + " stopped: " + e, e);
            });
        }
    }

    /** Orders as fast as they go, until the cluster dies: so that records are under way in that moment. */
    void startRush() {
        Traffic rush = new PlainTraffic(east.bootstrap(), Shapes.orders(Shop.ORDERS, "rush"), writes);
        traffic.add(rush);
        rush.start(RUSH);
    }

    /** SIGKILLs the active cluster; its producers and the groups' applications go down with it. */
    Instant killActive() {
        Instant killed = Instant.now();
        east.kill();
        Stream<Runnable> endings = Stream.concat(
                traffic.stream().map(t -> (Runnable) t::abandon), apps.stream().map(a -> (Runnable) a::abandon));
        List<Thread> ending = endings.map(Thread::new).toList();
        ending.forEach(Thread::start);
        ending.forEach(Stage::join);
        apps.clear();
        traffic.clear();
        return killed;
    }

    /** The groups go on at the passive cluster until each has processed and committed all that is there. */
    void goOnAtPassive() {
        Shop.GROUPS.forEach(
                plan -> apps.add(GroupApp.start(plan.unthrottled(), Site.PASSIVE, west.bootstrap(), reads)));
        await(
                "the groups catch up",
                Duration.ofSeconds(90),
                () -> apps.stream()
                        .allMatch(app -> app.isCaughtUp() || app.failure().isPresent()));
        apps.forEach(GroupApp::leave);
        failIfBroken(apps);
        apps.clear();
    }

    /**
     * Brings the old cluster back and gives what its log holds, aborted records left out. Its last transaction was open when
     * it died and is aborted as soon as its producer comes back. A broker that comes back can lose the markers of a commit
     * that was under way (seen on 4.3.1: it takes the partitions for deleted while it loads): then the transaction hangs, no
     * read_committed consumer sees it, and the records themselves are looked at.
     */
    List<LogRecord> reviveActive(Set<String> aborted) {
        east.revive();
        newPayments().close();
        ClusterLog log = new ClusterLog(east.bootstrap());
        if (log.awaitNoOpenTransaction(List.of(Shop.PAYMENTS), Duration.ofSeconds(15))) {
            return log.committed(Shop.TOPICS);
        }
        return log.everything(Shop.TOPICS).stream()
                .filter(record -> !aborted.contains(record.id()))
                .toList();
    }

    /** SIGTERM, and the mirror's exit code; -1 where it does not end. */
    int stopMirror() {
        Process process = mirror;
        if (process == null) {
            return -1;
        }
        process.destroy();
        try {
            return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    void await(String what, Duration atMost, BooleanSupplier done) {
        Instant limit = Instant.now().plus(atMost);
        while (!done.getAsBoolean()) {
            failIfBroken(List.of());
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException("after " + atMost.toSeconds() + " s still waiting: " + what);
            }
            pause(Duration.ofMillis(100));
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the mirror with SIGKILL, where it still runs: nothing is left to lose. */
    void killMirror() {
        Process process = mirror;
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        killMirror();
        east.close();
        west.close();
    }
}
