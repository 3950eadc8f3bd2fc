package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.translate.Evidence.Refuted;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Looks up by content what other evidence leaves open. Where time runs out, what was found so far counts. */
final class ContentEvidence {
    private final Cluster source;
    private final Cluster target;
    private final Gathered gathered;
    private final Consumer<String> progress;
    private final LookedUp found = new LookedUp();

    ContentEvidence(Cluster source, Cluster target, Gathered gathered, Consumer<String> progress) {
        this.source = source;
        this.target = target;
        this.gathered = gathered;
        this.progress = progress;
    }

    /**
     * The content evidence of those translations that need it.
     *
     * @param by where it is content alone, nothing that other evidence proves is used
     */
    LookedUp of(List<Translated> translated, By by) {
        List<Translated> open = translated.stream()
                .filter(item -> isAskable(item) && (by == By.CONTENT || needsMore(item)))
                .toList();
        if (open.isEmpty()) {
            return found;
        }
        try (ContentLookup lookup = new ContentLookup(source, target, progress)) {
            for (Translated item : open) {
                find(lookup, item, by);
            }
        } catch (BatonException e) {
            if (e.kind() == FailureKind.INTERRUPTED) {
                throw e;
            }
            progress.accept("content: not looked up any further, " + e.getMessage());
        }
        return found;
    }

    private void find(ContentLookup lookup, Translated item, By by) {
        LogRange from = gathered.sourceLogs().get(item.source());
        LogRange to = gathered.targetLogs().get(item.target());
        if (from == null || to == null) {
            return;
        }
        Long proven = by == By.CONTENT ? null : item.translation().targetOrNull();
        String group = item.group() == null ? Standings.NOBODY : item.group();
        try {
            lookup.find(new ContentLookup.Place(
                            item.source(), item.standing().committed(), from, item.target(), to, proven))
                    .ifPresent(content -> found.put(group, item.source(), content));
        } catch (BatonException e) {
            if (e.kind() != FailureKind.UNAUTHORISED) {
                throw e;
            }
            found.put(group, item.source(), new Refuted(Method.CONTENT, String.valueOf(e.getMessage())));
        }
    }

    private boolean isAskable(Translated item) {
        LogRange from = gathered.sourceLogs().get(item.source());
        return from != null
                && item.standing().committed() <= from.end()
                && gathered.targetLogs().containsKey(item.target());
    }

    /** Baton's own map says all that content could, a second later at most. */
    private boolean needsMore(Translated item) {
        TopicPartition partition = item.source();
        return item.confidence() != Confidence.EXACT
                && !gathered.state().marks().containsKey(partition);
    }
}
