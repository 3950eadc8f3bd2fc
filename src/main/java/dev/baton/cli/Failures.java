package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.render.Visible;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where what went wrong becomes a message on stderr and an exit code. */
final class Failures {
    /** How picocli names the constants of an enum. */
    private static final Pattern CHOICE = Pattern.compile("expected (one of [^]]*]) \\(case-insensitive\\) but was");

    private final PrintWriter err;

    Failures(PrintWriter err) {
        this.err = err;
    }

    /** A command line that could not be parsed. */
    ExitCode usage(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        List<String> suggestions = failure instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream()
                        .filter(word -> !word.isBlank())
                        .toList()
                : List.of();
        err.println("baton: " + sentence(failure));
        if (!suggestions.isEmpty()) {
            err.println("  did you mean "
                    + String.join(" or ", suggestions.subList(0, Math.min(3, suggestions.size()))));
        }
        if (command.getParent() == null
                && failure instanceof UnmatchedArgumentException unmatched
                && unmatched.getUnmatched().get(0).startsWith("-")) {
            err.println("  options stand behind the command: baton COMMAND OPTIONS");
        }
        err.println("  see " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    /** A command that failed while it ran. */
    ExitCode running(Exception failure, int verbosity) {
        ExitCode code = code(failure);
        if (code == ExitCode.INTERRUPTED) {
            err.println("baton: interrupted");
        } else if (failure instanceof BatonException expected) {
            err.println("baton: " + Visible.lines(String.valueOf(expected.getMessage())));
            String remedy = expected.remedy();
            if (remedy != null) {
                remedy.lines().forEach(line -> err.println("  " + Visible.of(line)));
            }
        } else {
            err.println("baton: unexpected " + failure.getClass().getSimpleName() + ": "
                    + Visible.of(String.valueOf(failure.getMessage())));
            err.println("  this is a bug in Baton; run again with -v and report what it prints");
        }
        if (verbosity > 0) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    private static ExitCode code(Exception failure) {
        if (isInterrupt(failure)) {
            return ExitCode.INTERRUPTED;
        }
        return failure instanceof BatonException expected ? ExitCode.of(expected.kind()) : ExitCode.UNEXPECTED;
    }

    private static boolean isInterrupt(Exception failure) {
        if (failure instanceof BatonException expected) {
            return expected.kind() == FailureKind.INTERRUPTED;
        }
        Throwable cause = failure;
        while (cause != null) {
            // Kafka's client wraps the interrupt in an exception of its own, of the same name but for the ending
            if (cause instanceof InterruptedException
                    || cause instanceof org.apache.kafka.common.errors.InterruptException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String sentence(ParameterException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof MissingParameterException && message.startsWith("Missing required subcommand")) {
            return "no command given";
        }
        Matcher choice = CHOICE.matcher(message);
        String plain = choice.find()
                ? choice.replaceFirst("expected " + choice.group(1).toLowerCase(Locale.ROOT) + " but was")
                : message;
        return plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
    }
}
