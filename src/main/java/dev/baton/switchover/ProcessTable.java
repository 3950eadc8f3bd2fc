package dev.baton.switchover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The processes that can be seen from here, as Linux shows them, see proc(5). On another system none can. */
final class ProcessTable {
    static final ProcessTable HERE =
            new ProcessTable(Path.of("/proc"), ProcessHandle.current().pid());

    /** Of the fields behind the name, which is in parentheses and may hold anything. */
    private static final int STATE = 0;

    private static final int START = 19;

    private final Path proc;
    private final long self;

    ProcessTable(Path proc, long self) {
        this.proc = proc;
        this.self = self;
    }

    /** Of this process; empty where the system does not say. */
    Optional<Birth> own() {
        try {
            String boot =
                    Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
            String namespace =
                    Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString();
            // a table of other processes, mounted into a container, has another number for this one
            boolean ours = Files.readString(proc.resolve("self/stat")).startsWith(self + " ");
            return ours
                    ? Optional.of(new Birth(
                            boot,
                            namespace.replaceAll("[^0-9]", ""),
                            Long.parseLong(stat(self).get(START))))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Whether a process would be seen here if it still ran, and is not. */
    boolean isGone(long process, Birth birth) {
        Optional<Birth> own = own();
        boolean sameTable = own.isPresent()
                && own.get().boot().equals(birth.boot())
                && own.get().namespace().equals(birth.namespace());
        // with hidepid, other users' processes are not shown, the first one among them
        return sameTable && Files.exists(proc.resolve("1")) && hasEnded(process, birth);
    }

    private boolean hasEnded(long process, Birth birth) {
        if (Files.notExists(proc.resolve(String.valueOf(process)), LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try {
            List<String> stat = stat(process);
            boolean dead = stat.get(STATE).equals("Z") || stat.get(STATE).equals("X");
            return dead || Long.parseLong(stat.get(START)) != birth.ticks();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private List<String> stat(long process) throws IOException {
        byte[] bytes = Files.readAllBytes(proc.resolve(process + "/stat"));
        String line = new String(bytes, StandardCharsets.ISO_8859_1);
        return List.of(line.substring(line.lastIndexOf(')') + 1).strip().split(" "));
    }
}
