package dev.baton.soak;

import dev.baton.quickstart.ClusterLog;
import dev.baton.quickstart.LogRecord;
import dev.baton.testkit.KafkaCluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Both logs of a flow, record by record: what is committed on the source must lie on the target once, in order, unaltered,
 * and where offsets are preserved at its own offset; and groups stand on the target where they stand on the source.
 *
 * @param records how many were compared
 * @param differences in words, the first few of each partition; none where the target is right
 */
public record Comparison(long records, List<String> differences) {
    private static final int SHOWN_A_PARTITION = 3;

    public static Comparison of(
            KafkaCluster source,
            KafkaCluster target,
            List<String> preserved,
            List<String> mapped,
            Collection<String> groups) {
        List<String> differences = new ArrayList<>();
        Map<TopicPartition, List<Standing>> standings = Standing.of(source, target, groups);
        long records = compare(source, target, preserved, true, standings, differences);
        records += compare(source, target, mapped, false, standings, differences);
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
            KafkaCluster source,
            KafkaCluster target,
            List<String> topics,
            boolean offsets,
            Map<TopicPartition, List<Standing>> standings,
            List<String> differences) {
        long records = 0;
        for (TopicPartition partition : new ClusterLog(source.bootstrap())
                .ends(topics, "read_committed")
                .keySet()) {
            try (CommittedRecords here = new CommittedRecords(source.bootstrap(), partition);
                    CommittedRecords there = new CommittedRecords(target.bootstrap(), partition)) {
                List<Standing> groups = standings.getOrDefault(partition, List.of());
                records += compare(partition, here, there, offsets, groups, differences);
                groups.forEach(group -> group.difference(partition).ifPresent(differences::add));
            }
        }
        return records;
    }

    private static long compare(
            TopicPartition partition,
            CommittedRecords source,
            CommittedRecords target,
            boolean offsets,
            List<Standing> groups,
            List<String> differences) {
        long compared = 0;
        for (int shown = 0; shown < SHOWN_A_PARTITION && (source.hasNext() || target.hasNext()); compared++) {
            String here = next(source, offsets, record -> groups.forEach(group -> group.seenHere(record)));
            String there = next(target, offsets, record -> groups.forEach(group -> group.seenThere(record)));
            if (!here.equals(there)) {
                differences.add(partition + ", record " + compared + ": " + here + " on the source, " + there
                        + " on the target");
                shown++;
            }
        }
        return compared;
    }

    private static String next(CommittedRecords records, boolean offset, Consumer<LogRecord> seen) {
        if (!records.hasNext()) {
            return "nothing";
        }
        LogRecord record = records.next();
        seen.accept(record);
        return name(record, offset);
    }

    private static String name(LogRecord record, boolean offset) {
        return record.id() + " #" + Integer.toHexString(record.content()) + (offset ? " at " + record.offset() : "");
    }
}
