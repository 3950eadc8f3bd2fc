/**
 * What Baton asks of a cluster and changes on it, in Kafka's nouns: topics, offsets, groups, configs, records. Admin,
 * consumers and producers live here and nowhere else; every call has a deadline and every item its own outcome.
 */
@NullMarked
package dev.baton.cluster;

import org.jspecify.annotations.NullMarked;
