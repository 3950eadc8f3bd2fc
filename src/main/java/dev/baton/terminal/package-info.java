/**
 * The terminal: what is known of it, and the live dashboard of a mirror. The only user of JLine.
 */
@NullMarked
package dev.baton.terminal;

import org.jspecify.annotations.NullMarked;
