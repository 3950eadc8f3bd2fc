package dev.baton.cluster;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster is asked for, and by which rights: an authorizer's refusal says of which resource it speaks, and not which
 * operation it did not allow.
 *
 * @param words that follow "could not", such as {@code describe topics}
 * @param rights the operation that is needed on a resource of each type
 * @param name of the resource, where it is one and neither the answer nor the item says which
 * @param atMost how long it may take, where the cluster's budget does not end sooner; null for as long as that
 */
record Asked(
        String words,
        Map<ResourceType, AclOperation> rights,
        @Nullable String name,
        @Nullable Duration atMost) {
    Asked {
        rights = Map.copyOf(rights);
    }

    /** What everybody may ask for. */
    static Asked to(String words) {
        return new Asked(words, Map.of(), null, null);
    }

    Asked needing(AclOperation operation, ResourceType type) {
        Map<ResourceType, AclOperation> more = new EnumMap<>(ResourceType.class);
        more.putAll(rights);
        more.put(type, operation);
        return new Asked(words, more, name, atMost);
    }

    Asked needing(AclOperation operation, ResourceType type, String resource) {
        return new Asked(words, needing(operation, type).rights, resource, atMost);
    }

    /** The same of one of many items. */
    Asked of(Object item) {
        Object named = item instanceof ConfigResource config ? config.name() : item;
        return new Asked(words + " (" + named + ")", rights, name, atMost);
    }

    /** The same by somebody who waits for no longer. */
    Asked within(Duration longest) {
        return new Asked(words, rights, name, longest);
    }
}
