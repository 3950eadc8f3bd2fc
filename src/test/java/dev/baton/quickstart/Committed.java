package dev.baton.quickstart;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** A group's commit of one partition was acknowledged: the next offset that it will read there. */
public record Committed(String group, Site site, TopicPartition partition, long offset, Instant at) {}
