/**
 * Gather and decide: what is mirrored, how far, and what MirrorMaker 2 wrote.
 */
@NullMarked
package dev.baton.inspect;

import org.jspecify.annotations.NullMarked;
