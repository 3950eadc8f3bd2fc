package dev.baton.config;

/** Which records have to be on the target before a commit of a group is carried over. */
public enum GroupsConsistency {
    /** Those below the commit. */
    GROUP,
    /** All of the flow that were written before the commit was read, in every topic. */
    FLOW
}
