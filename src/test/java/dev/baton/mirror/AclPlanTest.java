package dev.baton.mirror;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.acl.AclPermissionType.ALLOW;
import static org.apache.kafka.common.acl.AclPermissionType.DENY;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.TopicNaming;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class AclPlanTest {
    private static final Set<String> TOPICS = Set.of("orders", "payments");
    private static final List<String> THERE = List.of("orders", "payments", "baton-journal.internal", "local");

    @Test
    void shouldGiveWriteAndReadOnMirroredTopicsOnlyWhenRightsNameTopics() {
        // Given
        AclBinding write = right("orders", LITERAL, "User:shop", WRITE, ALLOW);
        AclBinding read = right("payments", LITERAL, "User:audit", READ, ALLOW);
        AclBinding other = right("local", LITERAL, "User:shop", WRITE, ALLOW);
        AclBinding internal = right("__consumer_offsets", LITERAL, "User:spy", READ, ALLOW);

        // When
        AclPlan plan = plan(TopicNaming.IDENTITY, Set.of(write, read, other, internal), Set.of(read));

        // Then
        assertThat(plan.missing()).containsExactly(write);
    }

    @Test
    void shouldPutThePrefixInFrontWhenThePolicyIsTheDefault() {
        // Given
        Set<AclBinding> rights = Set.of(
                right("orders", LITERAL, "User:shop", WRITE, ALLOW), right("pay", PREFIXED, "User:shop", READ, ALLOW));

        // When
        AclPlan plan = plan(TopicNaming.prefixed("east", "."), rights, Set.of());

        // Then
        assertThat(plan.missing())
                .containsExactlyInAnyOrder(
                        right("east.orders", LITERAL, "User:shop", WRITE, ALLOW),
                        right("east.pay", PREFIXED, "User:shop", READ, ALLOW));
    }

    @Test
    void shouldGiveARightForAllTopicsOnEachMirroredTopicSoThatInternalOnesGetNone() {
        // When
        AclPlan plan = plan(TopicNaming.IDENTITY, Set.of(right("*", LITERAL, "User:shop", WRITE, ALLOW)), Set.of());

        // Then
        assertThat(plan.missing())
                .containsExactlyInAnyOrder(
                        right("orders", LITERAL, "User:shop", WRITE, ALLOW),
                        right("payments", LITERAL, "User:shop", WRITE, ALLOW));
    }

    @Test
    void shouldGiveAPrefixTopicByTopicWhenTheTargetHasTopicsOfItsOwnUnderIt() {
        // When
        AclPlan plan = AclPlan.of(
                TopicNaming.IDENTITY,
                TOPICS,
                List.of("orders", "payments", "payroll"),
                Set.of(right("pay", PREFIXED, "User:shop", READ, ALLOW)),
                Set.of());

        // Then
        assertThat(plan.missing()).containsExactly(right("payments", LITERAL, "User:shop", READ, ALLOW));
    }

    @Test
    void shouldCopyADenialOfReading() {
        // Given
        AclBinding denial = right("orders", LITERAL, "User:intern", READ, DENY);

        // Then
        assertThat(plan(TopicNaming.IDENTITY, Set.of(denial), Set.of()).missing())
                .containsExactly(denial);
    }

    /** The fence of a switchover must not follow to the cluster that takes over; nor may what it denies be given. */
    @Test
    void shouldNeitherCopyADenialOfWritingNorGiveWhatItDenies() {
        // Given
        Set<AclBinding> rights = Set.of(
                right("*", LITERAL, "User:*", WRITE, DENY),
                right("orders", LITERAL, "User:shop", WRITE, ALLOW),
                right("orders", LITERAL, "User:boss", ALL, ALLOW),
                right("orders", LITERAL, "User:audit", READ, ALLOW));

        // When
        AclPlan plan = plan(TopicNaming.IDENTITY, rights, Set.of());

        // Then
        assertThat(plan.missing()).containsExactly(right("orders", LITERAL, "User:audit", READ, ALLOW));
        assertThat(plan.withheld()).containsExactly("User:boss ALL on [orders]", "User:shop WRITE on [orders]");
    }

    /** No right can be given to all but one. */
    @Test
    void shouldNotGiveToEverybodyWhatOneIsDenied() {
        // Given
        AclBinding read = right("orders", LITERAL, "User:*", READ, ALLOW);
        Set<AclBinding> rights = Set.of(
                read,
                right("orders", LITERAL, "User:*", WRITE, ALLOW),
                right("*", LITERAL, "User:*", READ, ALLOW),
                right("orders", LITERAL, "User:mallory", WRITE, DENY),
                right("pay", PREFIXED, "User:mallory", ALL, DENY));

        // When
        AclPlan plan = plan(TopicNaming.IDENTITY, rights, Set.of());

        // Then
        assertThat(plan.missing()).containsExactly(read);
        assertThat(plan.withheld()).containsExactly("User:* READ on [payments]", "User:* WRITE on [orders]");
    }

    /** Of a topic that is not mirrored yet, or never is: it would be in what is given. */
    @Test
    void shouldGiveAPrefixTopicByTopicWhenADenialStandsUnderIt() {
        // Given
        Set<AclBinding> rights = Set.of(
                right("ord", PREFIXED, "User:shop", WRITE, ALLOW),
                right("orders.secret", LITERAL, "User:shop", WRITE, DENY));

        // Then
        assertThat(plan(TopicNaming.IDENTITY, rights, Set.of()).missing())
                .containsExactly(right("orders", LITERAL, "User:shop", WRITE, ALLOW));
    }

    @Test
    void shouldGiveNothingWhenThePrefixIsThereAlready() {
        // Given
        Set<AclBinding> prefix = Set.of(right("pay", PREFIXED, "User:shop", READ, ALLOW));

        // When
        AclPlan plan =
                AclPlan.of(TopicNaming.IDENTITY, TOPICS, List.of("orders", "payments", "payroll"), prefix, prefix);

        // Then
        assertThat(plan.missing()).isEmpty();
    }

    @Test
    void shouldGiveTheRestOfAPrefixWhenADenialStandsAgainstOneTopic() {
        // Given
        Set<AclBinding> rights = Set.of(
                right("orders", LITERAL, "User:shop", ALL, DENY), right("o", PREFIXED, "User:shop", READ, ALLOW));

        // When
        AclPlan plan = AclPlan.of(
                TopicNaming.IDENTITY, Set.of("orders", "offers"), List.of("orders", "offers"), rights, Set.of());

        // Then
        assertThat(plan.missing()).containsExactly(right("offers", LITERAL, "User:shop", READ, ALLOW));
    }

    private static AclPlan plan(TopicNaming naming, Set<AclBinding> source, Set<AclBinding> target) {
        return AclPlan.of(naming, TOPICS, THERE, source, target);
    }

    private static AclBinding right(
            String topic, PatternType type, String principal, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, type),
                new AccessControlEntry(principal, "*", operation, permission));
    }
}
