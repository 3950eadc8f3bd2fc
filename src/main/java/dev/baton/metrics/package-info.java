/**
 * How a mirror stands, for Prometheus; the only user of Prometheus' client.
 */
@NullMarked
package dev.baton.metrics;

import org.jspecify.annotations.NullMarked;
