package dev.baton.inspect;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.config.ClusterConfig;
import dev.baton.config.ConfigCheck;
import dev.baton.config.LoadedConfig;
import dev.baton.config.Problem;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Asks every cluster of a configuration who it is: two aliases of one cluster would mirror it onto itself. */
public final class OnlineCheck {
    private final Duration timeout;

    /** @param timeout deadline of each cluster, all in parallel */
    public OnlineCheck(Duration timeout) {
        this.timeout = timeout;
    }

    /** Asks all clusters; of a file with problems none, since their addresses may be wrong. */
    public Result check(LoadedConfig loaded) {
        ConfigCheck offline = ConfigCheck.of(loaded);
        if (!offline.valid()) {
            return new Result(offline, List.of(FailureKind.USAGE));
        }
        Map<String, Outcome<String>> ids = ask(loaded.config().clusters().values());
        List<Problem> twins = twins(loaded.file(), ids);
        List<ConfigCheck.Answer> answers = new ArrayList<>();
        ids.forEach((alias, id) -> answers.add(answer(alias, id)));
        Stream<FailureKind> silent = ids.values().stream()
                .filter(Outcome.Failed.class::isInstance)
                .map(id -> ((Outcome.Failed<String>) id).failure().kind());
        Stream<FailureKind> wrong = twins.stream().map(twin -> FailureKind.USAGE);
        ConfigCheck check = new ConfigCheck(loaded.file(), twins.isEmpty(), twins, answers);
        return new Result(check, Stream.concat(silent, wrong).toList());
    }

    private Map<String, Outcome<String>> ask(Collection<ClusterConfig> clusters) {
        List<ClusterConfig> all = List.copyOf(clusters);
        ExecutorService threads = Executors.newFixedThreadPool(all.size(), OnlineCheck::daemon);
        try {
            Map<String, Outcome<String>> ids = new LinkedHashMap<>();
            List<Callable<Outcome<String>>> questions = new ArrayList<>();
            all.forEach(cluster -> questions.add(() -> id(cluster)));
            List<Future<Outcome<String>>> answers = threads.invokeAll(questions);
            for (int i = 0; i < all.size(); i++) {
                ids.put(all.get(i).alias(), answers.get(i).get());
            }
            return ids;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatonException(FailureKind.INTERRUPTED, "interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question to a cluster failed in an unforeseen way", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "baton-config-check");
        thread.setDaemon(true);
        return thread;
    }

    private Outcome<String> id(ClusterConfig config) {
        try (Cluster cluster = Cluster.connect(config, Budget.total(timeout), "config-check")) {
            return Outcome.known(cluster.clusterId());
        } catch (BatonException e) {
            return Outcome.failed(e);
        }
    }

    private static ConfigCheck.Answer answer(String alias, Outcome<String> id) {
        String failure =
                id instanceof Outcome.Failed<String> failed ? failed.failure().getMessage() : null;
        return new ConfigCheck.Answer(alias, failure == null, id.orNull(), failure);
    }

    private static List<Problem> twins(String file, Map<String, Outcome<String>> ids) {
        Map<String, String> known = new HashMap<>();
        List<Problem> twins = new ArrayList<>();
        ids.forEach((alias, outcome) -> {
            String id = outcome.orNull();
            String other = id == null ? null : known.putIfAbsent(id, alias);
            if (other != null) {
                String message = "'" + other + "' and '" + alias + "' are the same cluster, " + id;
                twins.add(new Problem(file, null, message, "give each its own bootstrap.servers"));
            }
        });
        return twins;
    }

    /**
     * What came of it.
     *
     * @param causes what is wrong, for the exit code
     */
    public record Result(ConfigCheck check, List<FailureKind> causes) {
        public Result {
            causes = List.copyOf(causes);
        }
    }
}
