/**
 * What Baton keeps on the target cluster: flow facts, marks, mirror beats, group snapshots and the switched generation,
 * as JSON records of one compacted topic, readable with any console consumer. The mirror writes them; inspect, translate
 * and switch read them, and need nothing else to fail over.
 */
@NullMarked
package dev.baton.state;

import org.jspecify.annotations.NullMarked;
