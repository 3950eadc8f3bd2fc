package dev.baton.drill;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.RecordReader;
import dev.baton.drill.DrillReport.Group;
import dev.baton.drill.DrillReport.Result;
import dev.baton.state.Mark;
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
    /** More records than this are not read to see how many come again. */
    private static final long REREAD_LOOKED_AT = 100_000;

    private final Candidate candidate;
    private final Map<TopicPartition, Mark> marks;
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

    /**
     * For a group.
     *
     * @param marks how far its partitions were mirrored before the target's records are read, by their name on the source
     * @param window so many records are compared in each partition
     */
    GroupDrill(Candidate candidate, Map<TopicPartition, Mark> marks, int window, Clock clock) {
        this.candidate = candidate;
        this.marks = marks;
        this.window = window;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /**
     * Compares.
     *
     * @param shadow what the shadow group is committed at
     */
    Group compare(RecordReader source, RecordReader target, Map<TopicPartition, CommittedOffset> shadow) {
        candidate.openQuestion().ifPresent(this::unknown);
        if (candidate.silence() == null) {
            candidate.items().forEach(item -> compare(item, source, target, shadow.get(item.target())));
        }
        return new Group(
                candidate.group(),
                result(),
                candidate.partitions().size(),
                compared,
                skipped,
                reread,
                bound,
                unmirrored,
                different,
                millis,
                reason);
    }

    private void unknown(String why) {
        unknown = true;
        bound = null;
        reason = why;
    }

    private void compare(Translated item, RecordReader source, RecordReader target, @Nullable CommittedOffset shadow) {
        CommittedOffset next = candidate.right().get(item.source());
        if (shadow == null || next == null) {
            unknown(item.source() + ": " + (next == null ? "no commit on the source" : item.reason()));
        } else {
            compare(item, source, target, shadow.offset(), next.offset());
        }
    }

    private void compare(Translated item, RecordReader source, RecordReader target, long at, long next) {
        int atMost = window + (int) bound(item);
        List<KafkaRecord> here = target.read(item.target(), at, Long.MAX_VALUE, atMost);
        if (millis == null && !here.isEmpty()) {
            millis = Duration.between(begun, clock.instant()).toMillis();
        }
        List<KafkaRecord> there = source.read(item.source(), next, Long.MAX_VALUE, window);
        Copied copied = Copied.of(marks.get(item.source()), there);
        if (here.isEmpty() && copied.records() == 0 && !there.isEmpty()) {
            copied = Copied.before(at, item.target(), there, target);
        }
        Comparison.Read read = new Comparison.Read(fingerprints(here), here.size() == atMost);
        add(item, at, next, Comparison.of(fingerprints(there), read, copied.records()), copied);
    }

    private void add(Translated item, long at, long next, Comparison found, Copied copied) {
        compared += found.compared();
        skipped += found.skipped();
        reread += found.reread();
        unmirrored += found.unmirrored();
        different += found.different() ? 1 : 0;
        if (found.skipped() > 0 || found.different()) {
            reason = item.target() + " from " + at + " on is not what " + item.source() + " has from " + next + " on"
                    + (copied.records() > 0 && !found.different() ? ": " + copied.how() : "");
        }
    }

    /** So many records may be read again: what the translation says, and what was committed since the mirror last looked. */
    private long bound(Translated item) {
        Long stated = item.rereadAtMost();
        Long unseen = item.rereadIfCommitsUnseen();
        Long known = bound;
        long sum = (stated == null ? 0 : stated) + (unseen == null ? 0 : unseen);
        bound = stated == null || known == null ? null : Long.valueOf(known + sum);
        return Math.min(sum, REREAD_LOOKED_AT);
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
