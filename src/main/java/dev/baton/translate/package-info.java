/**
 * Group offsets from source to target: the evidence is gathered first and decided by pure functions.
 */
@NullMarked
package dev.baton.translate;

import org.jspecify.annotations.NullMarked;
