package dev.baton.wire;

import dev.baton.config.ClusterConfig;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;

/** Appends batches that no KafkaProducer makes, and that brokers take. */
public final class RawAppend {
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;

    private RawAppend() {}

    /** Appends the records as one batch with further bits set in its attributes. */
    public static void batch(
            ClusterConfig cluster, String topic, Compression codec, int attributes, SimpleRecord... records) {
        ByteBuffer batch = MemoryRecords.withRecords(codec, records).buffer();
        batch.putShort(ATTRIBUTES, (short) (batch.getShort(ATTRIBUTES) | attributes));
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(ATTRIBUTES));
        batch.putInt(CRC, (int) crc.getValue());
        try (Rpc rpc = new Rpc(cluster, "raw-append", 1)) {
            Layout layout =
                    Layout.parse(rpc.call(rpc.anyNode(), Layout.request(List.of(topic)), MetadataResponse.class));
            TopicPartition first = new TopicPartition(topic, 0);
            ProduceResponse answer = rpc.call(
                    layout.leaders().get(first).node(),
                    ProduceRequest.builder(request(topic, layout, batch)),
                    ProduceResponse.class);
            short error = answer.data()
                    .responses()
                    .iterator()
                    .next()
                    .partitionResponses()
                    .get(0)
                    .errorCode();
            if (error != Errors.NONE.code()) {
                throw new IllegalStateException("the broker refuses the batch: " + Errors.forCode(error));
            }
        }
    }

    private static ProduceRequestData request(String topic, Layout layout, ByteBuffer batch) {
        ProduceRequestData.TopicProduceDataCollection topics = new ProduceRequestData.TopicProduceDataCollection();
        topics.add(new ProduceRequestData.TopicProduceData()
                .setName(topic)
                .setTopicId(layout.topicIds().get(topic))
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                        .setIndex(0)
                        .setRecords(MemoryRecords.readableRecords(batch)))));
        return new ProduceRequestData().setAcks((short) -1).setTimeoutMs(20_000).setTopicData(topics);
    }
}
