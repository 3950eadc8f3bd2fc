package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Needed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Holds the pages in {@code man/} and the help against the commands. After a change of a command: run with
 * {@code -Dgolden.update=true}, then {@code mvn -Pdist asciidoctor:process-asciidoc@man-pages}.
 */
class ManPagesTest {
    private static final Path MAN = Path.of("man");
    private static final String BEFORE_FOOTER = "// tag::picocli-generated-man-section-footer[]";

    static Stream<CommandSpec> commands() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Environment environment = CliRun.environment(Path.of(""), Map.of(), nowhere, nowhere);
        List<CommandSpec> all = new ArrayList<>();
        collect(new BatonCli(environment).commandLine(), all);
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldHaveAPageThatIsUpToDate(CommandSpec command) throws IOException {
        // Given
        String page = page(command);
        Path file = MAN.resolve(command.qualifiedName("-") + ".adoc");

        // When
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(MAN);
            Files.writeString(file, page);
        }

        // Then
        assertThat(file).hasContent(page);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldHaveAFormattedPageWithEveryOption(CommandSpec command) throws IOException {
        // Given
        List<String> words = new ArrayList<>(command.subcommands().keySet());
        words.addAll(List.of(command.usageMessage().description()));
        words.addAll(List.of(command.usageMessage().footer()));
        List<Needed> rights = new ArrayList<>(RightsManual.of(command.qualifiedName()));
        RightsManual.ofKeys(command.qualifiedName()).forEach(key -> rights.addAll(key.rights()));
        rights.forEach(right -> {
            words.add(right.operation().name());
            words.addAll(List.of(right.purpose(), right.without()));
        });
        for (OptionSpec option : command.options()) {
            words.addAll(List.of(option.names()));
            words.addAll(List.of(option.description()));
        }

        // When
        String page = plain(Files.readString(MAN.resolve(command.qualifiedName("-") + ".1")));

        // Then
        assertThat(words).isNotEmpty().allSatisfy(word -> assertThat(page).contains(plain(word)));
    }

    private static String page(CommandSpec command) throws IOException {
        StringWriter page = new StringWriter();
        ManPageGenerator.writeSingleManPage(new PrintWriter(page), command);
        return page.toString().replace(BEFORE_FOOTER, more(command.qualifiedName()) + BEFORE_FOOTER);
    }

    private static String more(String command) throws IOException {
        List<Needed> rights = RightsManual.of(command);
        String screen = command.equals("baton mirror") ? dashboard() : "";
        return screen + (rights.isEmpty() ? "" : RightsManual.section(command, rights));
    }

    /** The screen that the dashboard's own test keeps. */
    private static String dashboard() throws IOException {
        return """
                // tag::dashboard[]
                == Dashboard

                In a terminal, here of 80 columns and 24 rows:

                ----
                %s----

                // end::dashboard[]

                """.formatted(Files.readString(Path.of("src/test/resources/golden/dashboard-80x24.txt")));
    }

    /** The text of a page without its marks and line breaks. */
    private static String plain(String page) {
        return page.replaceAll("\\\\f[BIRP]", "")
                .replace("\\(cq", "'")
                .replace("\\(aq", "'")
                .replace("\\(ti", "~")
                .replace("\\(rs", "\\")
                .replace("\\&", "")
                .replace("\\-", "-")
                .replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldShowExitCodesAndAnExampleWhenItDoesSomething(CommandSpec command) {
        // Given
        boolean leaf = command.userObject() instanceof Callable<?>;

        // When
        String help = command.commandLine().getUsageMessage();

        // Then
        if (leaf) {
            assertThat(help).contains("Exit codes:", "130   interrupted", "Examples:\n  baton ");
        }
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void shouldHaveNoPageOfACommandThatIsNoMore() throws IOException {
        // Given
        TreeSet<String> pages = new TreeSet<>(List.of("baton-guarantees.7", "baton-guarantees.adoc"));
        commands()
                .map(command -> command.qualifiedName("-"))
                .forEach(name -> pages.addAll(List.of(name + ".1", name + ".adoc")));

        // Then
        try (Stream<Path> files = Files.list(MAN)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(pages);
        }
    }

    private static void collect(CommandLine command, List<CommandSpec> all) {
        all.add(command.getCommandSpec());
        command.getSubcommands().values().forEach(subcommand -> collect(subcommand, all));
    }
}
