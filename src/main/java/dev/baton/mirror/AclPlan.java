package dev.baton.mirror;

import dev.baton.config.TopicNaming;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights on topics that the target lacks. Pure. WRITE is among them, since applications produce there after a failover.
 * Nobody gets more on the target than he has on the source:
 *
 * <ul>
 *   <li>Rights reach mirrored topics only. One for all topics, or for a prefix under which the target has topics of its own,
 *       becomes one for each mirrored topic; internal topics never get one.
 *   <li>A denial is copied, unless it denies WRITE: that can be the fence of a switchover, which must not follow to where the
 *       applications go on. Instead, what it denies is not given, as long as it stands: to nobody, where it denies one of those
 *       whom the right is for, since no right can leave one out.
 *   <li>Nothing is ever taken away, not even where a denial of WRITE comes later: somebody else may have given it.
 * </ul>
 *
 * @param missing what is to be given
 * @param withheld rights of the source that a denial of WRITE stands against, in a few words each
 */
record AclPlan(Set<AclBinding> missing, Set<String> withheld) {
    private static final String EVERYBODY = "User:*";
    private static final String ANY_HOST = "*";

    /**
     * Decides.
     *
     * @param topics the mirrored topics, by their names on the source
     * @param targetTopics all topics of the target
     * @param source the rights on topics there
     * @param target the rights on topics there
     */
    static AclPlan of(
            TopicNaming naming,
            Set<String> topics,
            Collection<String> targetTopics,
            Set<AclBinding> source,
            Set<AclBinding> target) {
        Set<String> foreign = new TreeSet<>(targetTopics);
        topics.forEach(topic -> foreign.remove(naming.targetTopic(topic)));
        List<AclBinding> fences = source.stream().filter(AclPlan::isFence).toList();
        Set<AclBinding> wanted = new LinkedHashSet<>();
        Set<String> withheld = new TreeSet<>();
        for (AclBinding right : source) {
            if (!isFence(right) && !target.contains(alike(right, naming))) {
                wanted.addAll(copies(right, naming, topics, foreign, fences, withheld));
            }
        }
        wanted.removeAll(target);
        return new AclPlan(wanted, withheld);
    }

    private static boolean isFence(AclBinding right) {
        AclOperation operation = right.entry().operation();
        return right.entry().permissionType() == AclPermissionType.DENY
                && (operation == AclOperation.WRITE || operation == AclOperation.ALL);
    }

    private static Set<AclBinding> copies(
            AclBinding right,
            TopicNaming naming,
            Set<String> topics,
            Set<String> foreign,
            List<AclBinding> fences,
            Set<String> withheld) {
        List<String> reached =
                topics.stream().filter(topic -> reaches(right.pattern(), topic)).toList();
        List<String> denied = reached.stream()
                .filter(topic ->
                        fences.stream().anyMatch(fence -> denies(fence, right) && reaches(fence.pattern(), topic)))
                .toList();
        Set<AclBinding> copies = new LinkedHashSet<>();
        if (!denied.isEmpty()) {
            withheld.add(right.entry().principal() + " " + right.entry().operation() + " on " + denied);
        }
        AclBinding alike = alike(right, naming);
        String prefix = alike.pattern().name();
        boolean asPrefix = right.pattern().patternType() == PatternType.PREFIXED
                && fences.stream().noneMatch(fence -> denies(fence, right) && meet(fence.pattern(), right.pattern()))
                && foreign.stream().noneMatch(topic -> topic.startsWith(prefix));
        if (asPrefix && !reached.isEmpty()) {
            copies.add(alike);
        } else {
            reached.stream()
                    .filter(topic -> !denied.contains(topic))
                    .map(topic -> binding(naming.targetTopic(topic), PatternType.LITERAL, right.entry()))
                    .forEach(copies::add);
        }
        return copies;
    }

    private static AclBinding alike(AclBinding right, TopicNaming naming) {
        ResourcePattern pattern = right.pattern();
        return binding(naming.targetTopic(pattern.name()), pattern.patternType(), right.entry());
    }

    private static boolean reaches(ResourcePattern pattern, String topic) {
        return pattern.patternType() == PatternType.PREFIXED
                ? topic.startsWith(pattern.name())
                : pattern.name().equals(ResourcePattern.WILDCARD_RESOURCE)
                        || pattern.name().equals(topic);
    }

    /** Whether a topic can be in both, one that is not mirrored yet included. */
    private static boolean meet(ResourcePattern fence, ResourcePattern prefix) {
        return reaches(fence, prefix.name()) || fence.name().startsWith(prefix.name());
    }

    /** Whether anybody has of the right what the fence takes away, on a topic that both reach. */
    private static boolean denies(AclBinding fence, AclBinding right) {
        AccessControlEntry no = fence.entry();
        AccessControlEntry yes = right.entry();
        return yes.permissionType() == AclPermissionType.ALLOW
                && meet(no.principal(), yes.principal(), EVERYBODY)
                && meet(no.host(), yes.host(), ANY_HOST)
                && meet(no.operation(), yes.operation(), AclOperation.ALL);
    }

    private static <T> boolean meet(T one, T other, T all) {
        return one.equals(all) || other.equals(all) || one.equals(other);
    }

    private static AclBinding binding(String topic, PatternType type, AccessControlEntry entry) {
        return new AclBinding(new ResourcePattern(ResourceType.TOPIC, topic, type), entry);
    }
}
