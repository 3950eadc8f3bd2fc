package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.InternalTopics;
import dev.baton.translate.Selection;
import dev.baton.translate.Selection.TopicChoice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** The options that choose groups and topics. */
final class SelectionOptions {
    @Option(
            names = {"--group", "-g"},
            paramLabel = "GROUP",
            description = "A consumer group; may be given again.")
    private List<String> groups = new ArrayList<>();

    @Option(names = "--all-groups", description = "Every consumer group of the flow, but for Baton's own.")
    private boolean allGroups;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC[:P,...]",
            description =
                    "Only this topic, by the name that it is read from, or only these partitions of it; may be given"
                            + " again.")
    private List<String> topics = new ArrayList<>();

    /** Whether any group was chosen. */
    boolean isGiven() {
        return allGroups || !groups.isEmpty();
    }

    /** What was chosen. */
    Selection selection() {
        if (!isGiven()) {
            throw BatonException.usage("no group chosen: name some with --group, or take --all-groups");
        }
        if (allGroups && !groups.isEmpty()) {
            throw BatonException.usage("--group and --all-groups exclude each other");
        }
        for (String group : groups) {
            if (InternalTopics.isOwnGroup(group)) {
                throw BatonException.usage("group " + group + " is one of Baton's own and is never translated");
            }
        }
        return new Selection(
                List.copyOf(new LinkedHashSet<>(groups)),
                topics.stream().map(SelectionOptions::choice).toList());
    }

    /** The chosen groups; empty for all. */
    List<String> groups() {
        return groups;
    }

    static TopicChoice choice(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return new TopicChoice(text, Set.of());
        }
        Set<Integer> partitions = new LinkedHashSet<>();
        for (String number : text.substring(colon + 1).split(",", -1)) {
            try {
                partitions.add(Integer.parseUnsignedInt(number.strip()));
            } catch (NumberFormatException e) {
                throw new BatonException(
                        FailureKind.USAGE, "--topic " + text + ": " + number + " is no partition number", null, e);
            }
        }
        return new TopicChoice(text.substring(0, colon), partitions);
    }
}
