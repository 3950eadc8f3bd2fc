/**
 * What MirrorMaker 2 keeps in its internal topics: their names and bytes. Reads only; works with the source gone.
 */
@NullMarked
package dev.baton.mirrormaker;

import org.jspecify.annotations.NullMarked;
