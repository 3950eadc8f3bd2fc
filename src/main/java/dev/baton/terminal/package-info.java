/**
 * What is known of the terminal, and the only user of JLine.
 */
@NullMarked
package dev.baton.terminal;

import org.jspecify.annotations.NullMarked;
