/**
 * The command line, and the only user of picocli: one class a command, which parses, calls one core object, renders its
 * report and returns an exit code.
 *
 * <p>A leaf command is a {@code Callable<ExitCode>} with {@link dev.baton.cli.GlobalOptions} mixed in, named in the
 * {@code subcommands} of its group:
 *
 * <pre>{@code
 * @Command(name = "lag", description = "How far each partition is mirrored.")
 * final class InspectLagCommand implements Callable<ExitCode> {
 *     @Mixin
 *     private GlobalOptions global;
 *
 *     @Override
 *     public ExitCode call() {
 *         CommandContext context = global.context();
 *         Flow flow = context.flow();
 *         LagReport report = new LagInspection(flow, context.timeout(), context.clock()).run();
 *         context.print(new LagView(), flow, report);
 *         return ExitCode.of(report.failures());
 *     }
 * }
 * }</pre>
 *
 * <p>It catches nothing: {@link dev.baton.cli.BatonCli} turns every exception into a message on stderr and an exit code,
 * and an interrupt (Ctrl-C, SIGTERM) into 130, unless the command comes to its own end first and returns its code.
 */
@NullMarked
package dev.baton.cli;

import org.jspecify.annotations.NullMarked;
