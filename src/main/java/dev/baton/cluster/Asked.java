package dev.baton.cluster;

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
 */
record Asked(
        String words,
        Map<ResourceType, AclOperation> rights,
        @Nullable String name) {
    Asked {
        rights = Map.copyOf(rights);
    }

    /** What everybody may ask for. */
    static Asked to(String words) {
        return new Asked(words, Map.of(), null);
    }

    Asked needing(AclOperation operation, ResourceType type) {
        Map<ResourceType, AclOperation> more = new EnumMap<>(ResourceType.class);
        more.putAll(rights);
        more.put(type, operation);
        return new Asked(words, more, name);
    }

    Asked needing(AclOperation operation, ResourceType type, String resource) {
        return new Asked(words, needing(operation, type).rights, resource);
    }

    /** The same of one of many items. */
    Asked of(Object item) {
        Object named = item instanceof ConfigResource config ? config.name() : item;
        return new Asked(words + " (" + named + ")", rights, name);
    }
}
