package dev.baton.switchover;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Who runs a switch, and in which process. */
public record Operator(String user, String host, long process) {
    private static final String PROCESS = ", process ";

    /** This process. */
    public static Operator here(String user) {
        return new Operator(user, hostName(), ProcessHandle.current().pid());
    }

    /** The inverse of {@link #toString}; empty for another text. */
    public static Optional<Operator> parse(String text) {
        int at = text.indexOf('@');
        int process = text.lastIndexOf(PROCESS);
        if (at < 0 || process < at) {
            return Optional.empty();
        }
        try {
            long pid = Long.parseLong(text.substring(process + PROCESS.length()));
            return Optional.of(new Operator(text.substring(0, at), text.substring(at + 1, process), pid));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether the process ran on this machine and is no more; of other machines nobody can tell. */
    public boolean isGone() {
        return !host.equals("localhost")
                && host.equals(hostName())
                && ProcessHandle.of(process).isEmpty();
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
