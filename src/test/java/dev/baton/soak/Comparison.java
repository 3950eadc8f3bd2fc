package dev.baton.soak;

import dev.baton.quickstart.ClusterLog;
import dev.baton.quickstart.LogRecord;
import dev.baton.testkit.KafkaCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Both logs of a flow, record by record: what is committed on the source must lie on the target once, in order, unaltered,
 * and where offsets are preserved at its own offset.
 *
 * @param records how many were compared
 * @param differences in words, the first few of each partition; none where the target is right
 */
public record Comparison(long records, List<String> differences) {
    private static final int SHOWN_A_PARTITION = 3;

    public static Comparison of(KafkaCluster source, KafkaCluster target, List<String> preserved, List<String> mapped) {
        List<String> differences = new ArrayList<>();
        long records = compare(source, target, preserved, true, differences);
        records += compare(source, target, mapped, false, differences);
        Map<TopicPartition, Long> ends = new ClusterLog(source.bootstrap()).ends(preserved, "read_committed");
        Map<TopicPartition, Long> endsThere = new ClusterLog(target.bootstrap()).ends(preserved, "read_uncommitted");
        ends.forEach((partition, end) -> {
            if (!end.equals(endsThere.get(partition))) {
                differences.add(partition + " ends at " + endsThere.get(partition) + ", not at " + end);
            }
        });
        return new Comparison(records, differences);
    }

    /** This, and one difference more. */
    Comparison and(String difference) {
        return new Comparison(
                records,
                Stream.concat(differences.stream(), Stream.of(difference)).toList());
    }

    private static long compare(
            KafkaCluster source, KafkaCluster target, List<String> topics, boolean offsets, List<String> differences) {
        long records = 0;
        for (TopicPartition partition : new ClusterLog(source.bootstrap())
                .ends(topics, "read_committed")
                .keySet()) {
            try (CommittedRecords here = new CommittedRecords(source.bootstrap(), partition);
                    CommittedRecords there = new CommittedRecords(target.bootstrap(), partition)) {
                records += compare(partition, here, there, offsets, differences);
            }
        }
        return records;
    }

    private static long compare(
            TopicPartition partition,
            CommittedRecords source,
            CommittedRecords target,
            boolean offsets,
            List<String> differences) {
        long compared = 0;
        for (int shown = 0; shown < SHOWN_A_PARTITION && (source.hasNext() || target.hasNext()); compared++) {
            String here = source.hasNext() ? name(source.next(), offsets) : "nothing";
            String there = target.hasNext() ? name(target.next(), offsets) : "nothing";
            if (!here.equals(there)) {
                differences.add(partition + ", record " + compared + ": " + here + " on the source, " + there
                        + " on the target");
                shown++;
            }
        }
        return compared;
    }

    private static String name(LogRecord record, boolean offset) {
        return record.id() + " #" + Integer.toHexString(record.content()) + (offset ? " at " + record.offset() : "");
    }
}
