/**
 * What can go wrong, as a value: one exception type with a kind, a sentence and a remedy. {@code cli} alone turns kinds into
 * exit codes.
 */
@NullMarked
package dev.baton.failure;

import org.jspecify.annotations.NullMarked;
