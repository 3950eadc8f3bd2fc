package dev.baton.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a process table as Linux shows it, in files. */
class ProcessTableTest {
    private static final long SELF = 12;
    private static final Birth SEVEN = new Birth("boot-1", "4026531836", 500);

    @TempDir
    private Path proc;

    private ProcessTable table;

    @BeforeEach
    void fill() throws IOException {
        Path random = Files.createDirectories(proc.resolve("sys/kernel/random"));
        Files.writeString(random.resolve("boot_id"), "boot-1\n");
        process("1", 1, 'S', 3);
        process("12", SELF, 'R', 900);
        Path self = process("self", SELF, 'R', 900);
        Files.createDirectories(self.resolve("ns"));
        Files.createSymbolicLink(self.resolve("ns/pid"), Path.of("pid:[4026531836]"));
        table = new ProcessTable(proc, SELF);
    }

    @Test
    void shouldSayWhatTellsThisProcessFromAllOthers() {
        assertThat(table.own()).contains(new Birth("boot-1", "4026531836", 900));
    }

    @Test
    void shouldSeeThatAProcessEndedOrIsDeadOrThatAnotherOneHasItsNumber() throws IOException {
        boolean absent = table.isGone(7, SEVEN);
        process("7", 7, 'S', 500);
        boolean running = table.isGone(7, SEVEN);
        process("7", 7, 'Z', 500);
        boolean dead = table.isGone(7, SEVEN);
        process("7", 7, 'S', 501);
        boolean another = table.isGone(7, SEVEN);

        assertThat(absent).isTrue();
        assertThat(running).isFalse();
        assertThat(dead).isTrue();
        assertThat(another).isTrue();
    }

    @Test
    void shouldNotTakeAProcessOfACloneOrOfAnotherContainerForGone() {
        assertThat(table.isGone(7, new Birth("boot-2", "4026531836", 500))).isFalse();
        assertThat(table.isGone(7, new Birth("boot-1", "4026532200", 500))).isFalse();
    }

    @Test
    void shouldNotTakeAProcessForGoneThatItMayNotSee() throws IOException {
        // Given
        Files.delete(proc.resolve("1/stat"));
        Files.delete(proc.resolve("1"));

        // Then
        assertThat(table.isGone(7, SEVEN)).isFalse();
    }

    @Test
    void shouldKnowNothingWhereTheTableIsNotThatOfThisProcess() {
        ProcessTable foreign = new ProcessTable(proc, SELF + 1);
        ProcessTable none = new ProcessTable(proc.resolve("none"), SELF);

        assertThat(foreign.own()).isEmpty();
        assertThat(foreign.isGone(7, SEVEN)).isFalse();
        assertThat(none.own()).isEmpty();
        assertThat(none.isGone(7, SEVEN)).isFalse();
    }

    private Path process(String name, long number, char state, long start) throws IOException {
        Path directory = Files.createDirectories(proc.resolve(name));
        Files.writeString(
                directory.resolve("stat"),
                number + " (a (b) c) " + state + " 0 1 1 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 " + start + " 9 9\n");
        return directory;
    }
}
