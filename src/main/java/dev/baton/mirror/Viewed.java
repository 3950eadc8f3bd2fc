package dev.baton.mirror;

/** What can be looked at while it works. */
interface Viewed {
    /** How it stands; from any thread, at any time, and without waiting for anything. */
    MirrorView view();
}
