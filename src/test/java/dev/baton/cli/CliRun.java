package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * One run of a command in this process, as a function of its arguments.
 *
 * @param args what was typed, for the message of a failed assertion
 */
public record CliRun(List<String> args, ExitCode code, String out, String err) {

    /** Runs with no environment variables, where no person looks. */
    public static CliRun of(String... args) {
        return in(Path.of("").toAbsolutePath(), Map.of(), args);
    }

    /** Runs in a directory, with environment variables. */
    public static CliRun in(Path directory, Map<String, String> variables, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Environment environment = environment(directory, variables, new PrintWriter(out), new PrintWriter(err));
        ExitCode code = new BatonCli(environment).run(args);
        return new CliRun(List.of(args), code, out.toString(), err.toString());
    }

    /** What a command finds around it where no person looks. */
    static Environment environment(Path directory, Map<String, String> variables, PrintWriter out, PrintWriter err) {
        return new Environment(
                variables,
                directory,
                out,
                err,
                new TalkStream(OutputStream.nullOutputStream()),
                false,
                Integer.MAX_VALUE,
                Clock.systemUTC());
    }

    /** Fails, with all that was printed, where the code is another one. */
    public CliRun expect(ExitCode expected) {
        assertThat(code).as(toString()).isEqualTo(expected);
        return this;
    }

    @Override
    public String toString() {
        return "baton " + String.join(" ", args) + " -> " + code + "\nstdout:\n" + out + "\nstderr:\n" + err;
    }
}
