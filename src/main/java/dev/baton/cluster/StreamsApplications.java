package dev.baton.cluster;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Kafka Streams leaves on a cluster, by which its applications are known. */
public final class StreamsApplications {
    /**
     * A transactional id: the application's, then process and thread (class {@code StreamsProducer}, since KIP-447) or, before
     * that, the task.
     */
    private static final Pattern PRODUCER =
            Pattern.compile("(?<application>.+)-(\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}-\\d+|\\d+_\\d+)");

    /** What is said of a group that committed for such topics. Streams makes them anew on another cluster. */
    public static final String LEFT_OUT =
            "a Streams application: only its source topics are translated; rebuild its state on"
                    + " the target, or reset the application there";

    private StreamsApplications() {}

    /** Whether a topic is one that Streams made for itself. */
    public static boolean ownsTopic(String topic) {
        return topic.endsWith("-repartition") || topic.endsWith("-changelog");
    }

    /**
     * The applications that work exactly once, by their ids, which are those of their groups; as far as the cluster tells: where
     * a broker does not answer soon, or is older than 3.0, or the principal may not DESCRIBE transactional ids, some are missing.
     * A question beside others, which must not fail for it.
     */
    public static Set<String> exactlyOnce(Cluster cluster) {
        try {
            return cluster.producers().transactionalIds().stream()
                    .flatMap(id -> application(id).stream())
                    .collect(Collectors.toSet());
        } catch (BatonException e) {
            if (e.kind() == FailureKind.INTERRUPTED) {
                throw e;
            }
            return Set.of();
        }
    }

    /** The application that a transactional id is of; empty where Streams did not make it. */
    static Optional<String> application(String transactionalId) {
        Matcher matcher = PRODUCER.matcher(transactionalId);
        return matcher.matches() ? Optional.of(matcher.group("application")) : Optional.empty();
    }
}
