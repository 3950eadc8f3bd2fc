package dev.baton.salvage;

/** A partition whose tail cannot be told, and why. */
public record Refusal(String topic, String targetTopic, int partition, String reason) {}
