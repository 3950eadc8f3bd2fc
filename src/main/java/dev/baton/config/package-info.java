/**
 * {@code baton.yaml}, client property files and flags, read into one validated {@link dev.baton.config.BatonConfig}.
 */
@NullMarked
package dev.baton.config;

import org.jspecify.annotations.NullMarked;
