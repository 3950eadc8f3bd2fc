package dev.baton.wire;

/** A producer id and its epoch, which the broker's logs hold against older epochs. */
public record ProducerIdentity(long id, short epoch) {}
