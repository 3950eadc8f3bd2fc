package dev.baton.cli;

import dev.baton.translate.Selection;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that chooses topics where groups do not matter. */
final class TopicOptions {
    @Option(
            names = "--topic",
            paramLabel = "TOPIC[:P,...]",
            description =
                    "Only this topic, by its name on the source, or only these partitions of it; may be given again.")
    private List<String> topics = new ArrayList<>();

    Selection selection() {
        return new Selection(
                List.of(), topics.stream().map(SelectionOptions::choice).toList());
    }
}
