package dev.baton.drill;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.RecordReader;
import dev.baton.drill.DrillReport.Group;
import dev.baton.drill.DrillReport.Result;
import dev.baton.translate.Translated;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The rehearsal of one group. */
final class GroupDrill {
    private final String group;
    private final List<Translated> items;
    private final int window;
    private final Instant begun;
    private final Clock clock;
    private long compared;
    private long skipped;
    private long reread;
    private long unmirrored;
    private long different;
    private @Nullable Long bound = 0L;
    private @Nullable Long millis;
    private @Nullable String reason;
    private boolean unknown;

    GroupDrill(String group, List<Translated> items, int window, Clock clock) {
        this.group = group;
        this.items = items;
        this.window = window;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /**
     * Compares.
     *
     * @param shadow what the shadow group is committed at
     * @param right where the group itself stands on the source
     */
    Group compare(
            RecordReader source,
            RecordReader target,
            Map<TopicPartition, CommittedOffset> shadow,
            Map<TopicPartition, CommittedOffset> right) {
        for (Translated item : items) {
            CommittedOffset at = shadow.get(item.target());
            CommittedOffset next = right.get(item.source());
            if (at == null || next == null) {
                unknown = true;
                reason = item.source() + ": " + (next == null ? "no commit on the source" : item.reason());
            } else {
                partition(item, source, target, at.offset(), next.offset());
            }
        }
        return new Group(
                group, result(), items.size(), compared, skipped, reread, bound, unmirrored, different, millis, reason);
    }

    private void partition(Translated item, RecordReader source, RecordReader target, long at, long next) {
        long sure = bound(item);
        List<Fingerprint> here = fingerprints(target.read(item.target(), at, Long.MAX_VALUE, window + (int) sure));
        if (millis == null && !here.isEmpty()) {
            millis = Duration.between(begun, clock.instant()).toMillis();
        }
        Comparison found = Comparison.of(fingerprints(source.read(item.source(), next, Long.MAX_VALUE, window)), here);
        compared += found.compared();
        skipped += found.skipped();
        reread += found.reread();
        unmirrored += found.unmirrored();
        different += found.different() ? 1 : 0;
        if (found.skipped() > 0 || found.different()) {
            reason = item.target() + " from " + at + " on is not what " + item.source() + " has from " + next + " on";
        }
    }

    /** So many records may be read again: what the translation says, and what was committed since the mirror last looked. */
    private long bound(Translated item) {
        Long stated = item.rereadAtMost();
        Long unseen = item.rereadIfCommitsUnseen();
        Long known = bound;
        long sum = (stated == null ? 0 : stated) + (unseen == null ? 0 : unseen);
        bound = stated == null || known == null ? null : Long.valueOf(known + sum);
        return Math.min(sum, 100_000);
    }

    private Result result() {
        if (skipped > 0 || different > 0) {
            return Result.FAILED;
        }
        if (unknown) {
            return Result.UNKNOWN;
        }
        Long stated = bound;
        return stated != null && reread > stated ? Result.FAILED : Result.PASSED;
    }

    private static List<Fingerprint> fingerprints(List<KafkaRecord> records) {
        return records.stream().map(Fingerprint::of).toList();
    }
}
