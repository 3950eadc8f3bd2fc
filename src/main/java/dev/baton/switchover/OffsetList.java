package dev.baton.switchover;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Offsets as they are journaled. */
record OffsetList(List<Item> offsets) {
    static final OffsetList NONE = new OffsetList(List.of());

    OffsetList {
        offsets = List.copyOf(offsets);
    }

    /**
     * One offset of the target.
     *
     * @param group null where it is a log end
     * @param offset null where there is none
     */
    record Item(
            @Nullable String group,
            String topic,
            int partition,
            @Nullable Long offset,
            @Nullable String metadata) {

        TopicPartition topicPartition() {
            return new TopicPartition(topic, partition);
        }
    }
}
