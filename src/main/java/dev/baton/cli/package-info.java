/**
 * The command line, and the only user of picocli: one class a command, which parses, calls one core object, renders its
 * report and returns an exit code.
 */
@NullMarked
package dev.baton.cli;

import org.jspecify.annotations.NullMarked;
