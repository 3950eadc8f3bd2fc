package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.baton.testkit.Trap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every trap that those meet who move groups between clusters has a test that carries its number.
 */
class TrapsTest {
    private static final Map<String, String> TRAPS = traps();

    private static Map<String, String> traps() {
        Map<String, String> all = new TreeMap<>();
        String[] numbered = {
            "a commit is the next to read: anchor on the record before it",
            "caught up: no record at the commit",
            "nothing consumed",
            "retention passed the group on the source",
            "commit past the source's end",
            "commit past what is mirrored",
            "between two syncs",
            "before the earliest sync",
            "transaction markers",
            "open and aborted transactions",
            "compacted topics",
            "tombstones and null keys",
            "stamped on append",
            "times out of order",
            "many records of one time",
            "no record at or after a time",
            "empty target partition",
            "retention passed the commit on the target",
            "topic made anew on the source",
            "topic made anew on the target",
            "retention ran ahead of the mirror",
            "counts of partitions differ",
            "group active on the target",
            "group active on the source",
            "static members",
            "commits without membership",
            "groups of KIP-848",
            "share groups",
            "Streams groups",
            "sinks and groups that filters leave out",
            "leader epoch in a commit",
            "metadata of a commit",
            "nothing to translate",
            "offsets on a passive cluster expire",
            "the target is ahead: progress or rewind",
            "reading checkpoints to the end"
        };
        for (int i = 0; i < numbered.length; i++) {
            all.put(String.valueOf(i + 1), numbered[i]);
        }
        all.put("a", "unreachable source: a budget for each cluster");
        all.put("b", "a partition without leader");
        all.put("c", "a dot in a topic's name");
        all.put("d", "names kept both ways");
        all.put("e", "a mirror's restarts duplicate records");
        all.put("f", "one cluster given twice");
        all.put("g", "rights that are missing");
        all.put("h", "commits are not atomic");
        all.put("i", "clocks differ");
        all.put("j", "two operators at once");
        all.put("k", "an unwritten partition");
        all.put("l", "secrets");
        all.put("m", "tiered storage");
        all.put("n", "old brokers and formats");
        return all;
    }

    @Test
    void shouldHaveATestForEveryTrapThatOneCanShow() {
        // Given
        Set<String> shown = new TreeSet<>();
        new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("dev.baton").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.isAnnotatedWith(Trap.class))
                        .forEach(method -> shown.addAll(numbers(method)));

        // Then
        assertThat(shown).containsExactlyInAnyOrderElementsOf(TRAPS.keySet());
    }

    private static Set<String> numbers(JavaMethod method) {
        assertThat(method.getAnnotations().stream().map(a -> a.getRawType().getPackageName()))
                .as(method.getFullName() + " is a test")
                .anyMatch(name -> name.startsWith("org.junit.jupiter"));
        return Set.of(method.getAnnotationOfType(Trap.class).value());
    }
}
