/**
 * Pure: the offset map of a mirrored partition, its exact lookup in both directions, and its binary codec.
 */
@NullMarked
package dev.baton.offsets;

import org.jspecify.annotations.NullMarked;
