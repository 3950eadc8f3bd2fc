package dev.baton.config;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * An offset that is kept outside Kafka: in a Flink savepoint, a Spark checkpoint, a sink's table.
 *
 * @param group whose it is; null where that is not said
 * @param offset of the next record to read
 */
public record GivenOffset(@Nullable String group, TopicPartition partition, long offset) {}
