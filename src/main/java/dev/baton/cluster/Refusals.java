package dev.baton.cluster;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** What an authorizer's refusal says: of which resource it speaks. */
final class Refusals {
    private Refusals() {}

    static ResourceType type(AuthorizationException refusal) {
        if (refusal instanceof TopicAuthorizationException) {
            return ResourceType.TOPIC;
        }
        if (refusal instanceof GroupAuthorizationException) {
            return ResourceType.GROUP;
        }
        if (refusal instanceof TransactionalIdAuthorizationException) {
            return ResourceType.TRANSACTIONAL_ID;
        }
        return refusal instanceof ClusterAuthorizationException ? ResourceType.CLUSTER : ResourceType.UNKNOWN;
    }

    /** The resource's name, by the refusal itself or by what was asked for; null where neither says it. */
    static @Nullable String name(AuthorizationException refusal, @Nullable Object item) {
        if (refusal instanceof ClusterAuthorizationException) {
            return Right.CLUSTER;
        }
        if (refusal instanceof TopicAuthorizationException topics
                && !topics.unauthorizedTopics().isEmpty()) {
            return topics.unauthorizedTopics().iterator().next();
        }
        if (refusal instanceof GroupAuthorizationException group && group.groupId() != null) {
            return group.groupId();
        }
        if (item instanceof GroupPartition of) {
            return refusal instanceof GroupAuthorizationException
                    ? of.group()
                    : of.partition().topic();
        }
        if (item instanceof TopicPartition of) {
            return refusal instanceof TopicAuthorizationException ? of.topic() : null;
        }
        if (item instanceof ConfigResource of) {
            return of.name();
        }
        return item instanceof String name ? name : null;
    }
}
