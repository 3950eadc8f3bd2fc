/**
 * Real Kafka for tests: clusters of broker processes that can be killed, paused and revived, Baton itself as a process, and
 * MirrorMaker 2 as its peer.
 */
package dev.baton.testkit;
