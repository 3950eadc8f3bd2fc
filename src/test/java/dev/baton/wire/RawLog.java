package dev.baton.wire;

import dev.baton.config.ClusterConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.MetadataResponse;

/** The batches of one partition as they lie in its log, which no consumer shows. */
public final class RawLog {
    private static final int ATTRIBUTES = 21;
    private static final int RESERVED = 0x80;

    private RawLog() {}

    /** One batch; {@code codec} is none, gzip, snappy, lz4 or zstd, and reserved is the lowest bit that means nothing. */
    public record RawBatch(
            long baseOffset,
            long lastOffset,
            int count,
            int bytes,
            String codec,
            boolean control,
            boolean deleteHorizon,
            boolean reserved,
            long producerId) {
        public boolean hasHoles() {
            return lastOffset - baseOffset + 1 != count;
        }

        /** Whether compaction has left nothing of it but its header. */
        public boolean isEmpty() {
            return count == 0;
        }
    }

    /** All batches from the log's start to its high watermark. */
    public static List<RawBatch> of(ClusterConfig cluster, String topic, int partition) {
        List<RawBatch> batches = new ArrayList<>();
        try (Rpc rpc = new Rpc(cluster, "raw-log", 1)) {
            Layout layout =
                    Layout.parse(rpc.call(rpc.anyNode(), Layout.request(List.of(topic)), MetadataResponse.class));
            TopicPartition asked = new TopicPartition(topic, partition);
            Node leader = layout.leaders().get(asked).node();
            PartitionRef ref = new PartitionRef(topic, layout.topicIds().get(topic), partition);
            long offset = 0;
            while (true) {
                FetchResponseData.PartitionData answer = fetch(rpc, leader, ref, offset);
                offset = Math.max(offset, answer.logStartOffset());
                for (MutableRecordBatch batch : ((MemoryRecords) answer.records()).batches()) {
                    batches.add(raw(batch));
                    offset = batch.nextOffset();
                }
                if (offset >= answer.highWatermark()) {
                    return batches;
                }
            }
        }
    }

    private static FetchResponseData.PartitionData fetch(Rpc rpc, Node leader, PartitionRef ref, long offset) {
        Map<TopicPartition, FetchRequest.PartitionData> wanted = new LinkedHashMap<>();
        wanted.put(
                ref.topicPartition(),
                new FetchRequest.PartitionData(ref.topicId(), offset, -1, 4 << 20, Optional.empty()));
        FetchResponse response = rpc.call(
                leader,
                FetchRequest.Builder.forConsumer(ApiKeys.FETCH.latestVersion(), 100, 1, wanted)
                        .setMaxBytes(8 << 20),
                FetchResponse.class);
        return response.data().responses().get(0).partitions().get(0);
    }

    private static RawBatch raw(MutableRecordBatch batch) {
        int count = 0;
        for (Record ignored : batch) {
            count++;
        }
        return new RawBatch(
                batch.baseOffset(),
                batch.lastOffset(),
                count,
                batch.sizeInBytes(),
                batch.compressionType().name,
                batch.isControlBatch(),
                batch.deleteHorizonMs().isPresent(),
                (attributes(batch) & RESERVED) != 0,
                batch.producerId());
    }

    private static short attributes(MutableRecordBatch batch) {
        ByteBuffer bytes = ByteBuffer.allocate(batch.sizeInBytes());
        batch.writeTo(bytes);
        return bytes.getShort(ATTRIBUTES);
    }
}
