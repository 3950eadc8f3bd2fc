package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.wire.Layout;
import dev.baton.wire.Leader;
import dev.baton.wire.PartitionRef;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Who leads which partition of one cluster, as last heard; asked anew from time to time, and when somebody was sent away. */
final class Leaders {
    private static final long FRESH_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long RETRY_NANOS = Duration.ofMillis(200).toNanos();

    /** What is wrong with a partition whose leader is not known. */
    static final String NONE = "it has no leader, or nobody is there to say which";

    /** Sends a question for the layout of topics to a broker; false where the connection is not up yet. */
    interface Ask {
        boolean layout(Node node, List<String> topics, Consumer<@Nullable Layout> done);
    }

    private final Ask ask;
    private final Supplier<Node> bootstrap;
    private @Nullable Layout layout;
    private Set<Node> nodes = Set.of();
    private Set<String> hidden = Set.of();
    private @Nullable Node asked;
    private volatile boolean stale = true;
    private boolean asking;
    private long heard = System.nanoTime() - FRESH_NANOS;
    private long tried = heard;

    Leaders(Ask ask, Supplier<Node> bootstrap) {
        this.ask = ask;
        this.bootstrap = bootstrap;
    }

    /** Somebody was sent away, or a new topic is wanted; from any thread. */
    void suspect() {
        stale = true;
    }

    /** The leader of the partition; null where unknown, or where the topic is another incarnation. */
    @Nullable
    Leader of(PartitionRef partition) {
        Layout known = layout;
        if (known == null) {
            return null;
        }
        Uuid id = known.topicIds().get(partition.topic());
        Leader leader = known.leaders().get(partition.topicPartition());
        return partition.topicId().equals(id) ? leader : null;
    }

    /** Whether the topic is hidden from us, as the last two answers say: brokers hear of rights one after the other. */
    boolean isHidden(String topic) {
        return hidden.contains(topic);
    }

    /** All that lead something of what was last asked for. */
    Set<Node> nodes() {
        return nodes;
    }

    /**
     * Asks for these topics, where it is time to.
     *
     * @throws BatonException where the broker that is asked refuses the credentials; another one may not
     */
    void refresh(Supplier<? extends Collection<String>> wanted) {
        long now = System.nanoTime();
        boolean due = (stale && now - tried > RETRY_NANOS) || now - heard > FRESH_NANOS;
        if (asking || !due) {
            return;
        }
        Collection<String> topics = wanted.get();
        if (topics.isEmpty()) {
            return;
        }
        Node node = asked == null ? bootstrap.get() : asked;
        asked = node;
        if (ask(node, topics, now)) {
            asking = true;
            asked = null;
            tried = now;
        } else if (now - tried > 5 * RETRY_NANOS) {
            // this broker does not come up: the next one of the list
            asked = null;
            tried = now;
        }
    }

    private boolean ask(Node node, Collection<String> topics, long now) {
        try {
            return ask.layout(node, List.copyOf(topics), this::answered);
        } catch (BatonException e) {
            // it refuses to speak to us: the next one of the list
            asked = null;
            tried = now;
            throw e;
        }
    }

    private void answered(@Nullable Layout answer) {
        asking = false;
        if (answer != null) {
            Set<String> twice = new HashSet<>(answer.denied());
            twice.retainAll(layout == null ? Set.of() : layout.denied());
            hidden = Set.copyOf(twice);
            layout = answer;
            nodes = answer.leaders().values().stream().map(Leader::node).collect(Collectors.toUnmodifiableSet());
            heard = System.nanoTime();
            stale = false;
        }
    }
}
