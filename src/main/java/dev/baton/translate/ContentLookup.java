package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.RecordReader;
import dev.baton.cluster.TimedOffset;
import dev.baton.translate.Evidence.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records around a commit again on the target, by their content. Works over any mirror that copies records as they
 * are; asks both clusters. For one thread.
 *
 * <p>Aborted records are read as well, since most mirrors copy them. The search begins where the target holds the time of the
 * last consumed records for the first time, and with few records; where these do not settle it, with ten times as many.
 */
public final class ContentLookup implements AutoCloseable {
    private static final int[] WIDTHS = {300, 3_000, 30_000, 300_000};
    private static final int ANCHORS = 100;

    private final RecordReader source;
    private final RecordReader target;
    private final Cluster targetCluster;
    private final Consumer<String> progress;

    /** @param progress told of long searches, in words */
    public ContentLookup(Cluster source, Cluster target, Consumer<String> progress) {
        this.source = source.records().open(Isolation.UNCOMMITTED);
        this.target = target.records().open(Isolation.UNCOMMITTED);
        this.targetCluster = target;
        this.progress = progress;
    }

    /**
     * Where to look.
     *
     * @param committed the next record to read, on the source
     * @param proven a target offset that is known not to lie past the answer; null where nothing is known
     */
    public record Place(
            TopicPartition source,
            long committed,
            LogRange sourceLog,
            TopicPartition target,
            LogRange targetLog,
            @Nullable Long proven) {}

    /** What content proves of a commit; empty where the records around it are not on the target. */
    public Optional<Content> find(Place place) {
        Optional<Content> best = Optional.empty();
        for (int width : WIDTHS) {
            List<KafkaRecord> around = around(place, width);
            boolean whole = place.committed() - width <= place.sourceLog().start()
                    && place.committed() + width >= place.sourceLog().end();
            if (!around.isEmpty()) {
                Optional<Content> before = best;
                best = find(place, around, width).or(() -> before);
            }
            if (whole || best.filter(ContentLookup::isExact).isPresent()) {
                return best;
            }
        }
        return best;
    }

    private Optional<Content> find(Place place, List<KafkaRecord> around, int width) {
        long from = from(place, around, width);
        boolean fromStart = from <= start(place);
        TargetScan scan = new TargetScan(around, place.committed(), width, fromStart, read -> tell(place, read));
        boolean toEnd = target.scan(place.target(), from, place.targetLog().end(), scan::add);
        LogWindow onSource = new LogWindow(
                scan.sourceItems(),
                place.committed() + width,
                place.committed() - width <= place.sourceLog().start(),
                place.committed() + width >= place.sourceLog().end());
        LogWindow onTarget = scan.targetWindow(place.targetLog().end(), toEnd);
        return ContentMatch.find(onSource, place.committed(), onTarget);
    }

    private List<KafkaRecord> around(Place place, int width) {
        List<KafkaRecord> around = new ArrayList<>();
        long from = Math.max(place.sourceLog().start(), place.committed() - width);
        source.scan(place.source(), from, place.committed() + width, around::add);
        return around;
    }

    private static long start(Place place) {
        Long proven = place.proven();
        return proven == null
                ? place.targetLog().start()
                : Math.max(proven, place.targetLog().start());
    }

    /** No copy of the last consumed records lies below: the first target record of their least time, or a later bound. */
    private long from(Place place, List<KafkaRecord> around, int width) {
        long start = start(place);
        List<KafkaRecord> consumed =
                around.stream().filter(r -> r.offset() < place.committed()).toList();
        if (consumed.isEmpty() || isAppendTimed(place)) {
            return start;
        }
        long least = consumed.subList(Math.max(0, consumed.size() - ANCHORS), consumed.size()).stream()
                .mapToLong(KafkaRecord::timestamp)
                .min()
                .orElse(-1);
        Outcome<Optional<TimedOffset>> found =
                targetCluster.offsets().atTime(Map.of(place.target(), least)).get(place.target());
        Optional<TimedOffset> known = found == null ? null : found.orNull();
        if (least < 0 || known == null) {
            return start;
        }
        // Nothing as late on the target: not mirrored so far, and what is mirrored ends before.
        long by = known.map(TimedOffset::offset).orElse(place.targetLog().end() - 2L * width);
        return Math.max(start, by);
    }

    private boolean isAppendTimed(Place place) {
        List<KafkaRecord> last = target.read(
                place.target(), place.targetLog().end() - 1, place.targetLog().end(), 1);
        return last.stream().anyMatch(r -> r.timestampType() == TimestampType.LOG_APPEND_TIME);
    }

    private void tell(Place place, long read) {
        progress.accept("content: looked through " + read + " records of " + place.target() + " on "
                + targetCluster.alias() + " for the one before " + place.committed());
    }

    private static boolean isExact(Content content) {
        Long atMost = content.atMost();
        return atMost != null && atMost == content.atLeast();
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
