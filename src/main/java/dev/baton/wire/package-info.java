/**
 * Record batches at protocol level: fetch, produce, producer ids, fencing, markers. The only user of Kafka's non-public
 * classes (pinned to one version of kafka-clients).
 */
@NullMarked
package dev.baton.wire;

import org.jspecify.annotations.NullMarked;
