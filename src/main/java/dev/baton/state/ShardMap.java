package dev.baton.state;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.RecordReader;
import dev.baton.offsets.RunHistory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** One shard's part of the offset map of a flow: read once for all its partitions, and then only what came since. */
public final class ShardMap implements AutoCloseable {
    private final TopicPartition part;
    private final RecordReader reader;
    private final MapTopic topic = new MapTopic();
    private long position;

    /** Reads nothing yet. */
    public ShardMap(Cluster target, String source, int shard) {
        this.part = new TopicPartition(InternalTopics.offsetMap(source), shard);
        this.reader = target.records().open(Isolation.COMMITTED);
    }

    /** Reads on to the end that there is now. */
    public void readOn() {
        position = reader.readOn(part, position, topic::accept);
    }

    /** What is said of one partition, by the incarnation of the target topic. */
    public RunHistory of(Uuid targetTopicId, int partition) {
        return topic.of(targetTopicId, partition);
    }

    @Override
    public void close() {
        reader.close();
    }
}
