package dev.baton.mirror;

import dev.baton.failure.BatonException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes shards on and gives them up, on a thread of its own: either may wait for a cluster, and the thread that is told of
 * them has the lease on the others to renew. Shards are taken on only when all is read that their last owner left: who goes on
 * from older words takes that owner's commits for somebody else's, and begins anew what it had begun.
 */
final class Handover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final Duration GIVE_UP = Duration.ofSeconds(20);

    private final BooleanSupplier readOn;
    private final Consumer<Set<Integer>> take;
    private final Set<Integer> coming = new HashSet<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread started = new Thread(task, "baton-mirror-handover");
        started.setDaemon(true);
        return started;
    });
    private final Consumer<Error> fatal;
    private boolean told;
    private boolean ended;

    /**
     * None to begin with.
     *
     * @param readOn tells others of this process, reads on, and returns whether all is read that was written before
     * @param take takes shards on; waits for nothing
     * @param fatal told what ended the taking on for good
     */
    Handover(BooleanSupplier readOn, Consumer<Set<Integer>> take, Consumer<Error> fatal) {
        this.readOn = readOn;
        this.take = take;
        this.fatal = fatal;
    }

    /** Shards that came. */
    synchronized void gained(Set<Integer> shards) {
        if (!ended) {
            coming.addAll(shards);
            again(Duration.ZERO);
        }
    }

    private void again(Duration pause) {
        if (!thread.isShutdown()) {
            var unused = thread.schedule(this::turn, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    // who throws is not called again, and nobody would hear of it
    private void turn() {
        try {
            takeOn();
        } catch (RuntimeException e) {
            LOG.error("shards {} cannot be taken on", coming(), e);
            again(AFTER_FAILURE);
        } catch (Error e) {
            fatal.accept(e);
            throw e;
        }
    }

    private void takeOn() {
        Set<Integer> now = coming();
        if (now.isEmpty()) {
            return;
        }
        if (!hasRead()) {
            again(AGAIN);
            return;
        }
        synchronized (this) {
            // some may have gone again meanwhile; those that came meanwhile have a turn of their own
            Set<Integer> ours = new HashSet<>(now);
            ours.retainAll(coming);
            if (!ours.isEmpty()) {
                take.accept(Set.copyOf(ours));
                coming.removeAll(ours);
            }
        }
    }

    private synchronized Set<Integer> coming() {
        return Set.copyOf(coming);
    }

    private boolean hasRead() {
        try {
            if (readOn.getAsBoolean()) {
                told = false;
                return true;
            }
            sayWaiting("it does not answer in time");
        } catch (BatonException e) {
            sayWaiting(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("what the last owner of shards left cannot be read", e);
        }
        return false;
    }

    private void sayWaiting(String why) {
        if (!told) {
            LOG.warn("shards {} are not taken on before all is read that their last owner left: {}", coming(), why);
            told = true;
        }
    }

    /** Shards that went: none of them is taken on any more. */
    synchronized void gone(Set<Integer> shards) {
        coming.removeAll(shards);
    }

    /** Takes nothing on any more. */
    synchronized void takeNoMore() {
        ended = true;
        coming.clear();
    }

    /**
     * Does what is left to do for shards that go, once nothing is under way for them, or is not within a time.
     *
     * @return done when that is
     */
    CompletableFuture<Void> after(CompletableFuture<Void> drained, Runnable last) {
        return drained.copy()
                .orTimeout(GIVE_UP.toSeconds(), TimeUnit.SECONDS)
                .handleAsync(
                        (done, failed) -> {
                            if (failed != null) {
                                LOG.warn("shards are given up while something of theirs is under way yet");
                            }
                            last.run();
                            return null;
                        },
                        thread);
    }

    @Override
    public synchronized void close() {
        thread.shutdownNow();
    }
}
