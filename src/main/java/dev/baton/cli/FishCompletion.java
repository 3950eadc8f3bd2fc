package dev.baton.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completions for the fish shell, which picocli does not write. */
final class FishCompletion {
    private final CommandLine root;
    private final List<String> lines = new ArrayList<>();

    FishCompletion(CommandLine root) {
        this.root = root;
    }

    /** The script. */
    String script() {
        lines.add("# completions of baton for fish");
        lines.add("complete -c baton -f");
        add(root, List.of());
        return String.join("\n", lines) + "\n";
    }

    private void add(CommandLine command, List<String> path) {
        CommandSpec spec = command.getCommandSpec();
        Map<String, CommandLine> subcommands = new LinkedHashMap<>(command.getSubcommands());
        String here = condition(path, subcommands.keySet());
        subcommands.forEach((name, subcommand) -> lines.add(line(
                here,
                " -a " + name,
                description(subcommand.getCommandSpec().usageMessage().description()))));
        spec.options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> lines.add(line(here, names(option), description(option.description()))));
        subcommands.forEach((name, subcommand) -> {
            List<String> deeper = new ArrayList<>(path);
            deeper.add(name);
            add(subcommand, deeper);
        });
    }

    /** Holds where the words of the path are typed already and none of the words that would go on. */
    private static String condition(List<String> path, Iterable<String> next) {
        String nexts = StreamSupport.stream(next.spliterator(), false).collect(Collectors.joining(" "));
        String seen =
                path.stream().map(word -> "__fish_seen_subcommand_from " + word).collect(Collectors.joining("; and "));
        String open = nexts.isEmpty() ? "" : "not __fish_seen_subcommand_from " + nexts;
        return seen.isEmpty() || open.isEmpty() ? seen + open : seen + "; and " + open;
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            boolean file = option.paramLabel().equals("FILE");
            names.append(file ? " -r -F" : " -x");
            Iterable<String> candidates = option.completionCandidates();
            if (candidates != null) {
                String words = StreamSupport.stream(candidates.spliterator(), false)
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
                names.append(" -a '").append(words).append("'");
            }
        }
        return names.toString();
    }

    private static String line(String condition, String what, String description) {
        return "complete -c baton -n '" + condition + "'" + what + " -d '" + description.replace("'", "\\'") + "'";
    }

    private static String description(String[] lines) {
        return lines.length == 0 ? "" : lines[0];
    }
}
