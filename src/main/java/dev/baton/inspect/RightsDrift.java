package dev.baton.inspect;

import dev.baton.config.TopicNaming;
import dev.baton.inspect.ReadinessReport.Severity;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Rights that producers and consumers have on the source, and would miss on the target: reading and writing topics, reading
 * with a group, and writing in transactions. A right counts by what it allows, not by how it was given: by name, by prefix, or
 * for all. Pure.
 *
 * @param there the source's rights
 * @param here the target's
 */
record RightsDrift(TopicNaming naming, Set<AclBinding> there, Set<AclBinding> here) {
    static final String CHECK = "rights";
    private static final String ALL = "*";
    private static final String EVERYBODY = "User:*";

    void check(Readiness readiness, Collection<String> topics, Collection<String> groups) {
        readiness.checking(CHECK);
        missing(ResourceType.TOPIC, AclOperation.READ, topics, naming::targetTopic)
                .forEach((who, names) -> add(readiness, who, "read", "topics", names));
        missing(ResourceType.TOPIC, AclOperation.WRITE, topics, naming::targetTopic)
                .forEach((who, names) -> add(readiness, who, "write", "topics", names));
        missing(ResourceType.GROUP, AclOperation.READ, groups, name -> name)
                .forEach((who, names) -> add(readiness, who, "read with", "groups", names));
        transactional(topics).forEach((who, names) -> add(readiness, who, "write with", "transactional ids", names));
    }

    /** Of those who write to the topics; which ids they use is not known, so that the whole of each right counts. */
    private Map<String, Set<String>> transactional(Collection<String> topics) {
        Map<String, Set<String>> missing = new TreeMap<>();
        for (AclBinding binding : there) {
            AccessControlEntry entry = binding.entry();
            ResourcePattern ids = binding.pattern();
            if (ids.resourceType() == ResourceType.TRANSACTIONAL_ID
                    && allows(entry, AclOperation.WRITE)
                    && !anyOf(there, AclPermissionType.DENY, entry, ids)
                    && topics.stream().anyMatch(topic -> writes(entry, topic))
                    && (!anyOf(here, AclPermissionType.ALLOW, entry, ids)
                            || anyOf(here, AclPermissionType.DENY, entry, ids))) {
                String shown = ids.name() + (ids.patternType() == PatternType.PREFIXED ? "*" : "");
                missing.computeIfAbsent(who(entry), w -> new TreeSet<>()).add(shown);
            }
        }
        return missing;
    }

    private boolean writes(AccessControlEntry entry, String topic) {
        return of(there, ResourceType.TOPIC, topic)
                .anyMatch(given -> allows(given, AclOperation.WRITE) && includes(given, entry));
    }

    private static boolean anyOf(
            Set<AclBinding> rights, AclPermissionType permission, AccessControlEntry entry, ResourcePattern ids) {
        return rights.stream()
                .filter(given -> given.pattern().resourceType() == ids.resourceType()
                        && given.entry().permissionType() == permission)
                .filter(given -> concerns(given.entry(), AclOperation.WRITE) && includes(given.entry(), entry))
                .anyMatch(given -> covers(given.pattern(), ids));
    }

    /** Whether all names of one pattern are names of another. */
    private static boolean covers(ResourcePattern wider, ResourcePattern pattern) {
        boolean all =
                pattern.patternType() == PatternType.LITERAL && pattern.name().equals(ALL);
        if (wider.patternType() == PatternType.LITERAL && wider.name().equals(ALL)) {
            return true;
        }
        return wider.patternType() == PatternType.PREFIXED
                ? !all && pattern.name().startsWith(wider.name())
                : wider.equals(pattern);
    }

    private static void add(Readiness readiness, String who, String what, String kind, Set<String> names) {
        readiness.add(
                Severity.WARNING,
                CHECK,
                who + " may " + what + " " + names.size() + " " + kind + " on the source and not on the target: "
                        + String.join(", ", names.stream().limit(5).toList()) + (names.size() > 5 ? ", ..." : ""),
                "the application is refused after the failover",
                "give it the right on the target" + (kind.equals("topics") ? ", or set sync.topic.acls.enabled" : ""));
    }

    /** By principal and host, the names where the right is missing. */
    private Map<String, Set<String>> missing(
            ResourceType type, AclOperation operation, Collection<String> names, UnaryOperator<String> onTarget) {
        Map<String, Set<String>> missing = new TreeMap<>();
        for (AclBinding binding : there) {
            AccessControlEntry entry = binding.entry();
            if (binding.pattern().resourceType() != type || !allows(entry, operation)) {
                continue;
            }
            names.stream()
                    .filter(name -> covers(binding.pattern(), name))
                    .filter(name -> !denied(there, entry, type, operation, name))
                    .filter(name -> !granted(entry, type, operation, onTarget.apply(name)))
                    .forEach(name -> missing.computeIfAbsent(who(entry), w -> new TreeSet<>())
                            .add(name));
        }
        return missing;
    }

    private boolean granted(AccessControlEntry entry, ResourceType type, AclOperation operation, String name) {
        return of(here, type, name).anyMatch(given -> allows(given, operation) && includes(given, entry))
                && !denied(here, entry, type, operation, name);
    }

    private static boolean denied(
            Set<AclBinding> rights, AccessControlEntry entry, ResourceType type, AclOperation operation, String name) {
        return of(rights, type, name)
                .anyMatch(given -> given.permissionType() == AclPermissionType.DENY
                        && concerns(given, operation)
                        && includes(given, entry));
    }

    private static Stream<AccessControlEntry> of(Set<AclBinding> rights, ResourceType type, String name) {
        return rights.stream()
                .filter(binding -> binding.pattern().resourceType() == type && covers(binding.pattern(), name))
                .map(AclBinding::entry);
    }

    private static boolean allows(AccessControlEntry entry, AclOperation operation) {
        return entry.permissionType() == AclPermissionType.ALLOW && concerns(entry, operation);
    }

    private static boolean concerns(AccessControlEntry entry, AclOperation operation) {
        return entry.operation() == operation || entry.operation() == AclOperation.ALL;
    }

    private static boolean includes(AccessControlEntry wider, AccessControlEntry entry) {
        boolean principal =
                wider.principal().equals(entry.principal()) || wider.principal().equals(EVERYBODY);
        return principal && (wider.host().equals(entry.host()) || wider.host().equals(ALL));
    }

    private static boolean covers(ResourcePattern pattern, String name) {
        return pattern.patternType() == PatternType.PREFIXED
                ? name.startsWith(pattern.name())
                : pattern.name().equals(name) || pattern.name().equals(ALL);
    }

    private static String who(AccessControlEntry entry) {
        return entry.principal() + (entry.host().equals(ALL) ? "" : " from " + entry.host());
    }
}
