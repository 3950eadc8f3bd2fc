/** Entry point. */
@NullMarked
package dev.baton;

import org.jspecify.annotations.NullMarked;
