package dev.baton.drill;

import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.RecordReader;
import dev.baton.state.Mark;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * How many of the source's next records the target is known to have, counted from the first one, whether or not a group would
 * read them there.
 *
 * @param how it is known; empty where there are none
 */
record Copied(int records, String how) {
    private static final Copied NONE = new Copied(0, "");

    /** More records than this are not looked through for the one that may have been passed over. */
    private static final int LOOKED_THROUGH = 100_000;

    /** Those below the mirror's mark: it writes one only of what is on the target. Pure. */
    static Copied of(@Nullable Mark mark, List<KafkaRecord> source) {
        if (mark == null) {
            return NONE;
        }
        int records = (int) source.stream()
                .filter(record -> record.offset() < mark.coveredTo())
                .count();
        return records == 0 ? NONE : new Copied(records, "the mirror has copied all below " + mark.coveredTo());
    }

    /**
     * Those that are found on the target before the offset that a group would go on at: the first one by its time, then by all
     * that makes two records the same, and what follows it. For what was copied since the last mark, and for mirrors that
     * leave none.
     */
    static Copied before(long at, TopicPartition target, List<KafkaRecord> source, RecordReader reader) {
        long time = source.get(0).timestamp();
        OptionalLong from = time < 0 ? OptionalLong.of(0) : reader.firstAt(target, time);
        if (from.isEmpty() || from.getAsLong() >= at) {
            return NONE;
        }
        Search search = new Search(source);
        reader.walk(target, from.getAsLong(), at, search::goesOn);
        return search.found == 0
                ? NONE
                : new Copied(
                        search.found, "the record at " + source.get(0).offset() + " was copied to " + search.foundAt);
    }

    /** Looks for the first of some records, until too many were others, and then for how many follow it. */
    private static final class Search {
        private final List<KafkaRecord> wanted;
        private int seen;
        private int found;
        private long foundAt;

        Search(List<KafkaRecord> wanted) {
            this.wanted = wanted;
        }

        boolean goesOn(KafkaRecord record) {
            if (isCopy(record, wanted.get(found))) {
                foundAt = found == 0 ? record.offset() : foundAt;
                return ++found < wanted.size();
            }
            return found == 0 && ++seen < LOOKED_THROUGH;
        }

        private static boolean isCopy(KafkaRecord copy, KafkaRecord original) {
            boolean timed = copy.timestampType() == TimestampType.CREATE_TIME
                    && original.timestampType() == TimestampType.CREATE_TIME;
            return (!timed || copy.timestamp() == original.timestamp())
                    && Fingerprint.of(copy).equals(Fingerprint.of(original));
        }
    }
}
