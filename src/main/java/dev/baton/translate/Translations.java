package dev.baton.translate;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report of {@code baton translate}: one item a group and partition.
 *
 * @param reverse whether it is about a flow's way back: from its target to its source
 * @param omissions what was left out
 */
public record Translations(
        boolean sourceReachable, boolean reverse, List<Item> items, Summary summary, List<Omission> omissions) {
    public Translations {
        omissions = List.copyOf(omissions);
        items = List.copyOf(items);
    }

    /** The report of what was translated. */
    public static Translations of(
            boolean sourceReachable, boolean reverse, List<Translated> translated, List<Omission> omissions) {
        List<Item> items = translated.stream().map(Translations::item).toList();
        return new Translations(
                sourceReachable,
                reverse,
                items,
                new Summary(
                        count(items, Confidence.EXACT),
                        count(items, Confidence.AT_MOST),
                        count(items, Confidence.UNKNOWN)),
                omissions);
    }

    /**
     * One commit and its translation.
     *
     * @param group null for offsets kept outside Kafka
     * @param topic name on the source
     */
    public record Item(
            @Nullable String group,
            String topic,
            int partition,
            long committed,
            CommittedFrom committedFrom,
            @Nullable Instant asOf,
            String targetTopic,
            @Nullable Long target,
            Confidence confidence,
            @Nullable Method method,
            @Nullable Long rereadAtMost,
            @Nullable Long rereadIfCommitsUnseen,
            @Nullable Long unmirrored,
            @Nullable String reason) {}

    /** How many items of each confidence. */
    public record Summary(int exact, int atMost, int unknown) {}

    private static int count(List<Item> items, Confidence confidence) {
        return (int) items.stream().filter(i -> i.confidence() == confidence).count();
    }

    private static Item item(Translated translated) {
        return new Item(
                translated.group(),
                translated.source().topic(),
                translated.source().partition(),
                translated.standing().committed(),
                translated.standing().from(),
                translated.standing().asOf(),
                translated.target().topic(),
                translated.translation().targetOrNull(),
                translated.confidence(),
                translated.method(),
                translated.rereadAtMost(),
                translated.rereadIfCommitsUnseen(),
                translated.answer().unmirrored(),
                translated.reason());
    }
}
