package dev.baton.soak;

import dev.baton.quickstart.ClusterLog;
import dev.baton.quickstart.LogRecord;
import dev.baton.testkit.KafkaCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
        Map<String, List<LogRecord>> there = byPartition(target, topics);
        Map<String, List<LogRecord>> here = byPartition(source, topics);
        here.forEach((partition, records) ->
                compare(partition, records, there.getOrDefault(partition, List.of()), offsets, differences));
        return here.values().stream().mapToLong(List::size).sum();
    }

    private static Map<String, List<LogRecord>> byPartition(KafkaCluster cluster, List<String> topics) {
        return new ClusterLog(cluster.bootstrap())
                .committed(topics).stream()
                        .collect(Collectors.groupingBy(
                                record -> record.topicPartition().toString(), TreeMap::new, Collectors.toList()));
    }

    private static void compare(
            String partition,
            List<LogRecord> source,
            List<LogRecord> target,
            boolean offsets,
            List<String> differences) {
        int shown = 0;
        for (int i = 0; i < Math.max(source.size(), target.size()) && shown < SHOWN_A_PARTITION; i++) {
            String here = i < source.size() ? name(source.get(i), offsets) : "nothing";
            String there = i < target.size() ? name(target.get(i), offsets) : "nothing";
            if (!here.equals(there)) {
                differences.add(
                        partition + ", record " + i + ": " + here + " on the source, " + there + " on the target");
                shown++;
            }
        }
    }

    private static String name(LogRecord record, boolean offset) {
        return record.id() + " #" + Integer.toHexString(record.content()) + (offset ? " at " + record.offset() : "");
    }
}
