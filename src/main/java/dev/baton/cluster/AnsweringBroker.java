package dev.baton.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;

/**
 * The bootstrap address that answered first, and the connection to it. A client picks an address by chance, and one that is
 * frozen, or behind a network that drops what is sent, costs it a whole request timeout: a few clients that meet it, and the
 * deadline is over, though all other brokers are well. So the addresses are asked in turn, each a moment after the one before,
 * until one answers; where all are well that is the first.
 */
record AnsweringBroker(String address, Admin admin) {
    private static final Duration HEAD_START = Duration.ofMillis(300);

    /**
     * Finds it.
     *
     * @param connect an Admin that begins with an address
     * @param limit for all of it
     * @return empty where none answers, or where what is wrong is no broker's silence: an Admin for all addresses tells
     */
    static Optional<AnsweringBroker> among(List<String> addresses, Function<String, Admin> connect, Duration limit) {
        List<String> open = new ArrayList<>(addresses);
        Collections.shuffle(open);
        List<Admin> asked = new ArrayList<>();
        CompletableFuture<AnsweringBroker> first = new CompletableFuture<>();
        CompletableFuture<?> ended = CompletableFuture.completedFuture(null);
        while (!open.isEmpty() && !first.isDone()) {
            String address = open.remove(0);
            Admin admin = connect.apply(address);
            asked.add(admin);
            CompletableFuture<String> answer = ask(admin, limit);
            CompletableFuture<?> noted =
                    answer.thenAccept(clusterId -> first.complete(new AnsweringBroker(address, admin)));
            ended = CompletableFuture.allOf(ended, noted.handle((nothing, failure) -> failure));
            await(CompletableFuture.anyOf(first, ended), open.isEmpty() ? limit : HEAD_START);
        }
        @Nullable AnsweringBroker found = first.isDone() ? first.join() : null;
        asked.stream()
                .filter(admin -> found == null || admin != found.admin())
                .forEach(admin -> admin.close(Duration.ZERO));
        return Optional.ofNullable(found);
    }

    private static CompletableFuture<String> ask(Admin admin, Duration limit) {
        return admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) limit.toMillis()))
                .clusterId()
                .toCompletionStage()
                .toCompletableFuture();
    }

    /** Waits for an end, well or badly, or for the time to be over. */
    private static void await(CompletableFuture<?> end, Duration limit) {
        try {
            end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // the next one is asked
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
