package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.failure.BatonException;
import dev.baton.testkit.KafkaCluster;
import dev.baton.testkit.Named;
import dev.baton.testkit.WithClusters;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
@WithClusters
class MembershipIT {
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int PARTITIONS = 4;

    private final KafkaCluster west;

    MembershipIT(@Named("west") KafkaCluster west) {
        this.west = west;
    }

    /** A listener that takes so long to give up, and notes the longest time without a confirmation. */
    private static final class Watched implements Membership.Listener {
        private final Duration givingUp;
        private volatile long confirmedNanos = System.nanoTime();
        private volatile long longestNanos;

        private Watched(Duration givingUp) {
            this.givingUp = givingUp;
        }

        @Override
        public void assigned(Set<Integer> partitions) {
            confirmedNanos = System.nanoTime();
        }

        @Override
        public CompletableFuture<?> revoked(Set<Integer> partitions) {
            return new CompletableFuture<Void>()
                    .completeOnTimeout(null, partitions.isEmpty() ? 0 : givingUp.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void lost(Set<Integer> partitions) {
            throw new AssertionError("lost " + partitions);
        }

        @Override
        public void confirmed(long askedNanos) {
            longestNanos = Math.max(longestNanos, askedNanos - confirmedNanos);
            confirmedNanos = askedNanos;
        }
    }

    @Test
    void shouldBeConfirmedAllTheTimeWhenGivingUpTakesLongerThanTheLease() throws Exception {
        create("slow");
        Watched first = new Watched(SESSION.multipliedBy(2));
        Watched second = new Watched(Duration.ZERO);
        try (Membership holder = member("slow", Membership.Kind.MIRROR, first)) {
            while (holder.owned().size() < PARTITIONS) {
                holder.poll(POLL);
            }
            // When
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
                try (Membership joining = member("slow", Membership.Kind.MIRROR, second)) {
                    while (joining.owned().isEmpty()) {
                        joining.poll(POLL);
                    }
                }
            });
            while (!other.isDone()) {
                holder.poll(POLL);
            }
            // Then
            other.get(1, TimeUnit.SECONDS);
            assertThat(Duration.ofNanos(first.longestNanos)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void shouldRefuseMembersOfAnotherKindWhoeverCameFirst() throws Exception {
        for (Membership.Kind kind : Membership.Kind.values()) {
            Membership.Kind another =
                    kind == Membership.Kind.MIRROR ? Membership.Kind.GROUPS_ONLY : Membership.Kind.MIRROR;
            String topic = "kinds-" + kind.name().toLowerCase(Locale.ROOT);
            create(topic);
            Watched listener = new Watched(Duration.ZERO);
            try (Membership there = member(topic, kind, listener);
                    Membership late = member(topic, another, listener)) {
                while (there.owned().isEmpty()) {
                    there.poll(POLL);
                }
                assertThatThrownBy(() -> {
                            while (true) {
                                there.poll(POLL);
                                late.poll(POLL);
                            }
                        })
                        .isInstanceOf(BatonException.class)
                        .hasMessageContaining("members of another kind");
            }
        }
    }

    private Membership member(String topic, Membership.Kind kind, Membership.Listener listener) {
        return new Membership(west.clientConfig(), "members-of-" + topic, topic, kind, SESSION, listener);
    }

    private void create(String topic) throws Exception {
        try (Admin admin = west.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }
}
