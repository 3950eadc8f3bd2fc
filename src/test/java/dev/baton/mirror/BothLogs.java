package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.Budget;
import dev.baton.cluster.Cluster;
import dev.baton.offsets.OffsetMap;
import dev.baton.quickstart.ClusterLog;
import dev.baton.state.FlowState;
import dev.baton.state.MapReader;
import dev.baton.state.Mark;
import dev.baton.state.StateReader;
import dev.baton.testkit.KafkaCluster;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One partition on both clusters, and what Baton says of it: held against each other record by record. */
final class BothLogs {
    private final TopicPartition partition;
    private final List<ConsumerRecord<byte[], byte[]>> source;
    private final List<ConsumerRecord<byte[], byte[]>> target;
    private final Mark mark;
    private final OffsetMap map;

    BothLogs(KafkaCluster east, KafkaCluster west, String topic, int partition) {
        this.partition = new TopicPartition(topic, partition);
        this.source = records(east, topic, partition);
        this.target = records(west, topic, partition);
        try (Cluster cluster = Cluster.connect(west.clientConfig(), Budget.perCall(Duration.ofSeconds(20)), "test")) {
            FlowState state = new StateReader(cluster).read("east");
            this.mark = state.marks().get(this.partition);
            this.map = new MapReader(cluster).read(state).get(this.partition).orThrow();
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(KafkaCluster cluster, String topic, int partition) {
        return new ClusterLog(cluster.bootstrap())
                .raw(topic).stream().filter(r -> r.partition() == partition).toList();
    }

    OffsetMap map() {
        return map;
    }

    Mark mark() {
        return mark;
    }

    int records() {
        return source.size();
    }

    /** Each record once, in order, the same in everything but its offset. */
    BothLogs assertSameRecords() {
        assertThat(target.stream().map(BothLogs::line).toList())
                .as("%s", partition)
                .isEqualTo(source.stream().map(BothLogs::line).toList());
        return this;
    }

    /** Whatever offset a group has committed, on either side: the records below it are those below its translation. */
    BothLogs assertExactMap() {
        for (int i = 0; i < source.size(); i++) {
            assertThat(target.get(i).offset())
                    .as("record %d, mapped by %s", i, map.runs())
                    .isEqualTo(map.toTarget(source.get(i).offset()));
        }
        assertExact(source, target, map::toTarget);
        assertExact(target, source, map::toSource);
        return this;
    }

    private static void assertExact(
            List<ConsumerRecord<byte[], byte[]>> from,
            List<ConsumerRecord<byte[], byte[]>> to,
            LongUnaryOperator translate) {
        for (int i = 0; i < from.size(); i++) {
            long first = i == 0 ? from.get(0).offset() : from.get(i - 1).offset() + 1;
            for (long committed = first; committed <= from.get(i).offset(); committed++) {
                long translated = translate.applyAsLong(committed);
                assertThat(translated).isLessThanOrEqualTo(to.get(i).offset());
                if (i > 0) {
                    assertThat(translated).isGreaterThan(to.get(i - 1).offset());
                }
            }
        }
    }

    private static String line(ConsumerRecord<byte[], byte[]> r) {
        return r.timestamp() + " " + Arrays.toString(r.key()) + "=" + Arrays.toString(r.value()) + " "
                + Arrays.toString(r.headers().toArray());
    }
}
