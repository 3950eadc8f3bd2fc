package dev.baton.inspect;

import static dev.baton.inspect.Findings.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.TopicNaming;
import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.testkit.Trap;
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

/** Rights that applications would miss on the target. */
class RightsDriftTest {
    private final Readiness readiness = new Readiness();
    private final AclBinding write = topic("orders", PatternType.LITERAL, AclOperation.WRITE, "User:shop");

    @Test
    void shouldFindNothingWhenTheTargetGivesTheSameOrMore() {
        assertThat(rights(Set.of(write), Set.of(write))).isEmpty();
        assertThat(rights(Set.of(write), Set.of(topic("ord", PatternType.PREFIXED, AclOperation.ALL, "User:shop"))))
                .isEmpty();
        assertThat(rights(Set.of(write), Set.of(topic("*", PatternType.LITERAL, AclOperation.WRITE, "User:*"))))
                .isEmpty();
    }

    @Test
    @Trap("g")
    void shouldNameTheRightThatAProducerMisses() {
        Finding finding = only(
                rights(Set.of(write), Set.of(topic("orders", PatternType.LITERAL, AclOperation.READ, "User:shop"))));

        assertThat(finding.fact())
                .isEqualTo("User:shop may write 1 topics on the source and not on the target: orders");
    }

    @Test
    @Trap("g")
    void shouldNameTheRightThatAConsumerMisses() {
        AclBinding read = topic("*", PatternType.LITERAL, AclOperation.READ, "User:app");
        AclBinding group = binding(ResourceType.GROUP, "bill", PatternType.PREFIXED, AclOperation.READ, "User:app");

        assertThat(rights(Set.of(read, group), Set.of()))
                .extracting(Finding::fact)
                .containsExactlyInAnyOrder(
                        "User:app may read 2 topics on the source and not on the target: orders, payments",
                        "User:app may read with 1 groups on the source and not on the target: billing");
    }

    @Test
    @Trap("g")
    void shouldNameTheTransactionalIdsThatAProducerMisses() {
        AclBinding shop = ids("shop-", PatternType.PREFIXED, "User:shop");
        AclBinding other = ids("other", PatternType.LITERAL, "User:other");

        assertThat(only(rights(Set.of(write, shop, other), Set.of(write))).fact())
                .isEqualTo("User:shop may write with 1 transactional ids on the source and not on the target: shop-*");
        for (AclBinding enough :
                Set.of(shop, ids("sh", PatternType.PREFIXED, "User:shop"), ids("*", PatternType.LITERAL, "User:*"))) {
            assertThat(rights(Set.of(write, shop), Set.of(write, enough))).isEmpty();
        }
        for (AclBinding less : Set.of(
                ids("shop-1", PatternType.LITERAL, "User:shop"),
                ids("shop-1", PatternType.PREFIXED, "User:shop"),
                ids("shop-", PatternType.LITERAL, "User:shop"))) {
            assertThat(rights(Set.of(write, shop), Set.of(write, less))).hasSize(1);
        }
    }

    private AclBinding ids(String name, PatternType type, String who) {
        return binding(ResourceType.TRANSACTIONAL_ID, name, type, AclOperation.WRITE, who);
    }

    @Test
    void shouldCountADenialOnEitherSide() {
        AclBinding denial = new AclBinding(
                write.pattern(), new AccessControlEntry("User:shop", "*", AclOperation.WRITE, AclPermissionType.DENY));

        assertThat(rights(Set.of(write, denial), Set.of())).isEmpty();
        assertThat(rights(Set.of(write), Set.of(write, denial))).hasSize(1);
    }

    @Test
    void shouldLookUnderTheNamesThatTopicsHaveOnTheTarget() {
        new RightsDrift(
                        TopicNaming.prefixed("east", "."),
                        Set.of(write),
                        Set.of(topic("east.orders", PatternType.LITERAL, AclOperation.WRITE, "User:shop")))
                .check(readiness, List.of("orders"), List.of());

        assertThat(readiness.report().findings()).isEmpty();
    }

    private List<Finding> rights(Set<AclBinding> there, Set<AclBinding> here) {
        Readiness found = new Readiness();
        new RightsDrift(TopicNaming.IDENTITY, there, here)
                .check(found, List.of("orders", "payments"), List.of("billing"));
        return found.report().findings();
    }

    private AclBinding topic(String name, PatternType type, AclOperation operation, String who) {
        return binding(ResourceType.TOPIC, name, type, operation, who);
    }

    private AclBinding binding(
            ResourceType resource, String name, PatternType type, AclOperation operation, String who) {
        return new AclBinding(
                new ResourcePattern(resource, name, type),
                new AccessControlEntry(who, "*", operation, AclPermissionType.ALLOW));
    }
}
