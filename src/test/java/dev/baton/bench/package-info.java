/** Benchmarks: Baton and its peer over the same data in the same run. Nothing here decides whether a build is good. */
package dev.baton.bench;
