package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.translate.Evidence.Content;
import dev.baton.translate.Evidence.Refuted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up by content what other evidence leaves open, several partitions at a time. Where time runs out, what was found so
 * far counts.
 */
final class ContentEvidence {
    private static final Logger LOG = LoggerFactory.getLogger(ContentEvidence.class);
    private static final int WORKERS = 4;

    private final Cluster source;
    private final Cluster target;
    private final Gathered gathered;
    private final Consumer<String> progress;
    private final By by;
    private final LookedUp found = new LookedUp();

    /** @param by where it is content alone, nothing that other evidence proves is used */
    ContentEvidence(Cluster source, Cluster target, Gathered gathered, By by, Consumer<String> progress) {
        this.source = source;
        this.target = target;
        this.gathered = gathered;
        this.by = by;
        this.progress = progress;
    }

    /** The content evidence of those translations that need it. */
    LookedUp of(List<Translated> translated) {
        Map<TopicPartition, List<Translated>> byPartition = new LinkedHashMap<>();
        for (Translated item : translated) {
            if (isAskable(item) && (by == By.CONTENT || needsMore(item))) {
                byPartition
                        .computeIfAbsent(item.source(), partition -> new ArrayList<>())
                        .add(item);
            }
        }
        Queue<List<Translated>> open = new ConcurrentLinkedQueue<>(byPartition.values());
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS, ContentEvidence::daemon);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < Math.min(WORKERS, byPartition.size()); i++) {
                running.add(workers.submit(() -> work(open)));
            }
            running.forEach(ContentEvidence::await);
        } finally {
            workers.shutdownNow();
        }
        if (!open.isEmpty()) {
            say("content: " + open.size() + " of " + byPartition.size() + " partitions were not looked up");
        }
        return found;
    }

    private void work(Queue<List<Translated>> open) {
        try (ContentLookup lookup = new ContentLookup(source, target, this::say)) {
            for (List<Translated> next = open.poll(); next != null; next = open.poll()) {
                find(lookup, next);
            }
        } catch (BatonException e) {
            if (e.kind() == FailureKind.INTERRUPTED) {
                throw e;
            }
            say("content: not looked up any further, " + e.getMessage());
        } catch (RuntimeException e) {
            // what other evidence proves must not be lost to a search that fails in a way nobody thought of
            LOG.warn("content: a search failed in an unforeseen way; what other evidence proves stands", e);
        }
    }

    private void find(ContentLookup lookup, List<Translated> items) {
        Translated any = items.get(0);
        LogRange from = gathered.sourceLogs().get(any.source());
        LogRange to = gathered.targetLogs().get(any.target());
        if (from == null || to == null) {
            return;
        }
        TreeMap<Long, @Nullable Long> commits = new TreeMap<>();
        items.forEach(item -> commits.put(item.standing().committed(), proven(item)));
        try {
            Map<Long, Content> contents =
                    lookup.find(new ContentLookup.Place(any.source(), from, any.target(), to), commits);
            items.forEach(item -> put(item, contents.get(item.standing().committed())));
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNAUTHORISED) {
                throw e;
            }
            items.forEach(item -> put(item, new Refuted(Method.CONTENT, String.valueOf(e.getMessage()))));
        }
    }

    private @Nullable Long proven(Translated item) {
        return by == By.CONTENT ? null : item.translation().targetOrNull();
    }

    private synchronized void put(Translated item, @Nullable Evidence evidence) {
        if (evidence != null) {
            found.put(item.group() == null ? Standings.NOBODY : item.group(), item.source(), evidence);
        }
    }

    private synchronized void say(String line) {
        progress.accept(line);
    }

    private static void await(Future<?> worker) {
        try {
            worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatonException(FailureKind.INTERRUPTED, "interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BatonException failure
                    ? failure
                    : new IllegalStateException("a search by content failed in an unforeseen way", e.getCause());
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "baton-content");
        thread.setDaemon(true);
        return thread;
    }

    private boolean isAskable(Translated item) {
        LogRange from = gathered.sourceLogs().get(item.source());
        return from != null
                && item.standing().committed() <= from.end()
                && gathered.targetLogs().containsKey(item.target());
    }

    /** Baton's own map says all that content could, a second later at most. */
    private boolean needsMore(Translated item) {
        TopicPartition partition = item.source();
        return item.confidence() != Confidence.EXACT
                && !gathered.state().marks().containsKey(partition);
    }
}
