package dev.baton.config;

/** On which cluster of a flow MirrorMaker 2 keeps its offset syncs; its own default is the source. */
public enum SyncsLocation {
    SOURCE,
    TARGET
}
