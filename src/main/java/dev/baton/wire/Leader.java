package dev.baton.wire;

import org.apache.kafka.common.Node;

/** The broker that leads a partition, and since which leader epoch. */
public record Leader(Node node, int epoch) {}
