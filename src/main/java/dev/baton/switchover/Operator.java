package dev.baton.switchover;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who runs a switch, and in which process.
 *
 * @param birth what tells the process from all others; null where its system does not say
 */
public record Operator(
        String user, String host, long process, @Nullable Birth birth) {
    private static final String PROCESS = ", process ";
    private static final String BORN = ", born ";

    /** One whose process cannot be looked for. */
    public Operator(String user, String host, long process) {
        this(user, host, process, null);
    }

    /** This process. */
    public static Operator here(String user) {
        return new Operator(
                user,
                hostName(),
                ProcessHandle.current().pid(),
                ProcessTable.HERE.own().orElse(null));
    }

    /** The inverse of {@link #text}, and of {@link #toString}; empty for another text. */
    public static Optional<Operator> parse(String text) {
        int at = text.indexOf('@');
        int process = text.lastIndexOf(PROCESS);
        if (at < 0 || process < at) {
            return Optional.empty();
        }
        String[] running = text.substring(process + PROCESS.length()).split(BORN, 2);
        try {
            return Optional.of(new Operator(
                    text.substring(0, at),
                    text.substring(at + 1, process),
                    Long.parseLong(running[0]),
                    running.length == 1 ? null : Birth.parse(running[1]).orElse(null)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** An operator as recorded, in words for people. */
    public static String words(String recorded) {
        return parse(recorded).map(Operator::toString).orElse(recorded);
    }

    /** For the record: no other process, of whatever machine, has the same. */
    public String text() {
        return this + (birth == null ? "" : BORN + birth.text());
    }

    /** Whether the process could be seen from here, and is no more; of other machines nobody can tell. */
    public boolean isGone() {
        return birth != null && ProcessTable.HERE.isGone(process, birth);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    @Override
    public String toString() {
        return user + "@" + host + PROCESS + process;
    }
}
