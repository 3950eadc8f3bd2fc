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
import java.util.Set;
import java.util.TreeSet;
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
    private final EvidenceFinder finder;
    private final LookedUp found = new LookedUp();

    /** @param by where it is content alone, it is looked up whatever other evidence proves */
    ContentEvidence(Cluster source, Cluster target, Gathered gathered, By by, Consumer<String> progress) {
        this.source = source;
        this.target = target;
        this.gathered = gathered;
        this.finder = new EvidenceFinder(gathered);
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
            running.forEach(worker -> await(worker, this::say));
        } finally {
            workers.shutdownNow();
        }
        if (!open.isEmpty()) {
            say("content: " + open.size() + " of " + byPartition.size() + " partitions were not looked up");
        }
        return found;
    }

    private void work(Queue<List<Translated>> open) {
        try (ContentLookup lookup = new ContentLookup(source, target, this::say, gathered.isWayBack())) {
            for (List<Translated> next = open.poll(); next != null; next = open.poll()) {
                find(lookup, next);
            }
        } catch (BatonException e) {
            if (e.kind() == FailureKind.INTERRUPTED) {
                throw e;
            }
            say("content: not looked up any further, " + e.getMessage());
        }
    }

    private void find(ContentLookup lookup, List<Translated> items) {
        Translated any = items.get(0);
        LogRange from = gathered.sourceLogs().get(any.source());
        LogRange to = gathered.targetLogs().get(any.target());
        if (from == null || to == null) {
            return;
        }
        Set<Long> commits = new TreeSet<>();
        items.forEach(item -> commits.add(item.standing().committed()));
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

    private synchronized void put(Translated item, @Nullable Evidence evidence) {
        if (evidence != null) {
            found.put(item.group() == null ? Standings.NOBODY : item.group(), item.source(), evidence);
        }
    }

    private synchronized void say(String line) {
        progress.accept(line);
    }

    /**
     * Waits for a worker. One that ran out of memory, or into what nobody thought of, leaves all that was found so far: what
     * other evidence proves must not be lost to it.
     */
    static void await(Future<?> worker, Consumer<String> listener) {
        try {
            worker.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatonException(FailureKind.INTERRUPTED, "interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BatonException failure) {
                throw failure;
            }
            LOG.debug("content: a search failed", e.getCause());
            listener.accept("content: a search failed, " + e.getCause() + "; what other evidence proves stands");
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "baton-content");
        thread.setDaemon(true);
        return thread;
    }

    /** A partition without records has none to find again. */
    private boolean isAskable(Translated item) {
        LogRange from = gathered.sourceLogs().get(item.source());
        LogRange to = gathered.targetLogs().get(item.target());
        return from != null && item.standing().committed() <= from.end() && to != null && !to.isEmpty();
    }

    private boolean needsMore(Translated item) {
        return item.confidence() != Confidence.EXACT && !finder.isKeptUp(item.source());
    }
}
