package dev.baton.translate;

import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One commit of one group with its translation.
 *
 * @param source partition on the source
 * @param target the same partition on the target
 * @param rereadIfCommitsUnseen source gone: records between the commit and the mirrored end, which the group may have
 *     consumed without anybody seeing it; null where the source answered, or nothing is known
 */
public record Translated(
        @Nullable String group,
        TopicPartition source,
        TopicPartition target,
        Standing standing,
        Answer answer,
        @Nullable Long rereadIfCommitsUnseen) {

    static final Comparator<Translated> ORDER = Comparator.comparing((Translated item) -> String.valueOf(item.group()))
            .thenComparing(item -> item.source().topic())
            .thenComparing(item -> item.source().partition());

    public Translation translation() {
        return answer.translation();
    }

    /** How sure the translation is. */
    public Confidence confidence() {
        if (translation() instanceof Translation.Exact) {
            return Confidence.EXACT;
        }
        return translation() instanceof Translation.AtMost ? Confidence.AT_MOST : Confidence.UNKNOWN;
    }

    /** What the answer rests on; null where there is none. */
    public @Nullable Method method() {
        if (translation() instanceof Translation.Exact exact) {
            return exact.method();
        }
        return translation() instanceof Translation.AtMost atMost ? atMost.method() : null;
    }

    /** How many records are read again at most; null where unknown. */
    public @Nullable Long rereadAtMost() {
        if (translation() instanceof Translation.Exact) {
            return 0L;
        }
        return translation() instanceof Translation.AtMost atMost ? atMost.rereadAtMost() : null;
    }

    /** What the reader should know; null for nothing. */
    public @Nullable String reason() {
        if (translation() instanceof Translation.Exact exact) {
            return exact.reason();
        }
        return translation() instanceof Translation.AtMost atMost
                ? atMost.reason()
                : ((Translation.Unknown) translation()).reason();
    }
}
