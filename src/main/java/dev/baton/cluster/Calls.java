package dev.baton.cluster;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Every wait for one cluster, held to its budget, with failures classified.
 *
 * <p>Where many items are asked for at once and some of them answer, the rest get half of what is left of a total budget:
 * one dead broker must neither fail the others' items nor use up the time of the questions that follow.
 */
final class Calls {
    private static final long MIN_GRACE_MILLIS = 1_000;

    private final KafkaErrors errors;
    private final Budget budget;
    private long startedNanos;
    private boolean started;
    private volatile boolean answered;

    /** Whether the protocol of the brokers was looked at, which is done once. */
    private final AtomicBoolean spokeFirst = new AtomicBoolean();

    private volatile @Nullable BatonException dead;

    Calls(KafkaErrors errors, Budget budget) {
        this.errors = errors;
        this.budget = budget;
    }

    /** The answer to one question, or its failure thrown. */
    <T> T one(String asked, IntFunction<? extends Future<T>> question) {
        return one(Asked.to(asked), question);
    }

    /** The same by rights. */
    <T> T one(Asked asked, IntFunction<? extends Future<T>> question) {
        int millis = begin(asked);
        try {
            T answer = question.apply(millis).get(millis, TimeUnit.MILLISECONDS);
            answered = true;
            return answer;
        } catch (ExecutionException e) {
            throw failure(asked, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | InterruptedException | KafkaException e) {
            throw failure(asked, e);
        }
    }

    /** An outcome for each item; thrown only where nothing at all could be asked. */
    <K, V> Map<K, Outcome<V>> each(String asked, IntFunction<Map<K, KafkaFuture<V>>> question) {
        return each(Asked.to(asked), question);
    }

    /** The same by rights. */
    <K, V> Map<K, Outcome<V>> each(Asked asked, IntFunction<Map<K, KafkaFuture<V>>> question) {
        Map<K, Outcome<V>> outcomes = new HashMap<>();
        each(asked, question, outcomes::put);
        return outcomes;
    }

    /** The same of partitions. */
    <V> Map<TopicPartition, Outcome<V>> ofPartitions(
            Asked asked, IntFunction<Map<TopicPartition, KafkaFuture<V>>> question) {
        Map<TopicPartition, Outcome<V>> outcomes = new PartitionMap<>();
        each(asked, question, outcomes::put);
        return outcomes;
    }

    private <K, V> void each(
            Asked asked, IntFunction<Map<K, KafkaFuture<V>>> question, BiConsumer<K, Outcome<V>> told) {
        int millis = begin(asked);
        Map<K, KafkaFuture<V>> pending;
        try {
            pending = question.apply(millis);
        } catch (KafkaException e) {
            throw failure(asked, e);
        }
        awaitMost(asked, pending.values(), millis);
        pending.forEach((item, future) -> told.accept(item, outcome(asked, item, future)));
    }

    /** A client made by a constructor that resolves names, which can block for longer than the budget. */
    <T> T create(Supplier<T> constructor) {
        String asked = "connect";
        int millis = begin(asked);
        Supplier<T> checked = () -> {
            if (!spokeFirst.getAndSet(true)) {
                errors.requirePlainWhereMeant();
            }
            return constructor.get();
        };
        CompletableFuture<T> made = CompletableFuture.supplyAsync(checked, task -> {
            Thread thread = new Thread(task, "baton-connect");
            thread.setDaemon(true);
            thread.start();
        });
        try {
            return made.get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw remember(cause instanceof BatonException known ? known : errors.ofConstruction(cause));
        } catch (TimeoutException | InterruptedException e) {
            throw failure(asked, e);
        }
    }

    /**
     * Milliseconds that a call begun now may take.
     *
     * @throws BatonException where the budget is used up
     */
    synchronized int begin(String asked) {
        BatonException known = dead;
        if (known != null) {
            throw known;
        }
        if (!budget.total()) {
            return budget.limitMillis();
        }
        if (!started) {
            started = true;
            startedNanos = System.nanoTime();
        }
        long left = budget.limitMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        if (left <= 0) {
            throw errors.timedOut(asked, budget, answered);
        }
        return (int) left;
    }

    private int begin(Asked asked) {
        return Math.max(1, Math.min(begin(asked.words()), limit(asked).limitMillis()));
    }

    private Budget limit(Asked asked) {
        Duration atMost = asked.atMost();
        return atMost == null || atMost.compareTo(budget.limit()) >= 0 ? budget : Budget.perCall(atMost);
    }

    /** The failure of a partition that nobody leads now. */
    BatonException withoutLeader(TopicPartition partition) {
        return errors.withoutLeader(partition);
    }

    /** Why nobody can be there: nothing was ever answered, and each address refuses connections. Empty where one may be. */
    Optional<BatonException> refusal() {
        return answered ? Optional.empty() : errors.refusal();
    }

    /** Whether each call has its deadline for itself. */
    boolean isPerCall() {
        return !budget.total();
    }

    /** Notes that the cluster answers. */
    void sawAnswer() {
        answered = true;
    }

    /** The failure as a value; remembers a cluster that never answered within its whole budget. */
    BatonException failure(String asked, Throwable cause) {
        return failure(Asked.to(asked), cause);
    }

    /** The same of what is asked for by rights. */
    BatonException failure(Asked asked, Throwable cause) {
        return failure(asked, null, cause);
    }

    private BatonException failure(Asked asked, @Nullable Object item, Throwable cause) {
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        boolean silent =
                cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException;
        return remember(
                silent ? errors.timedOut(asked.words(), limit(asked), answered) : errors.of(asked, item, cause));
    }

    private BatonException remember(BatonException failure) {
        if (failure.kind() != FailureKind.UNREACHABLE) {
            answered = true;
        } else if (budget.total() && !answered) {
            dead = failure;
        }
        return failure;
    }

    private <V> void awaitMost(Asked asked, Collection<KafkaFuture<V>> pending, int millis) {
        CompletableFuture<?>[] all = pending.stream()
                .map(future -> future.toCompletionStage().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        if (all.length == 0) {
            return;
        }
        long start = System.nanoTime();
        if (waitFor(asked, CompletableFuture.anyOf(all), millis)) {
            long left = millis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            long grace = budget.total() ? Math.min(left, Math.max(left / 2, MIN_GRACE_MILLIS)) : left;
            waitFor(asked, CompletableFuture.allOf(all), grace);
        }
    }

    /** Whether it was done in time, well or badly. */
    private boolean waitFor(Asked asked, Future<?> future, long millis) {
        try {
            future.get(Math.max(0, millis), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            throw failure(asked, e);
        }
    }

    private <V> Outcome<V> outcome(Asked asked, Object item, KafkaFuture<V> future) {
        if (!future.isDone()) {
            return Outcome.failed(failure(asked.of(item), item, new TimeoutException()));
        }
        try {
            V value = future.get();
            answered = true;
            return Outcome.known(value);
        } catch (ExecutionException e) {
            return Outcome.failed(failure(asked.of(item), item, e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            throw failure(asked, e);
        }
    }
}
