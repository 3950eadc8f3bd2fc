package dev.baton.state;

/** One record of the snapshot topic; its key says what it is, a later one with the same key replaces it. */
public sealed interface StateRecord permits FlowFacts, Mark, MirrorBeat, GroupSnapshot, SwitchedGeneration, TurnPoint {}
