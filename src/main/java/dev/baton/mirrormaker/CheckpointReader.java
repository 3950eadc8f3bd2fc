package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.GroupPartition;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads MirrorMaker 2's checkpoints from the target, all partitions to the ends that they have at the start: a deadline is a
 * failure, never a part of the checkpoints, and of a topic that cannot be read nothing is taken. A tombstone removes a
 * checkpoint, and so does one that Baton wrote: it is no evidence of MirrorMaker 2's.
 */
public final class CheckpointReader {
    private final Cluster target;

    public CheckpointReader(Cluster target) {
        this.target = target;
    }

    /** The checkpoints topics among the given ones whose source is wanted, in order of their names. */
    public List<CheckpointLog> read(Collection<String> topics, Predicate<String> sources) {
        List<CheckpointLog> logs = new ArrayList<>();
        topics.stream()
                .sorted()
                .forEach(topic -> MirrorMakerNames.checkpointsOf(topic)
                        .filter(sources)
                        .flatMap(source -> read(topic, source))
                        .ifPresent(logs::add));
        return logs;
    }

    /** Empty where Baton alone wrote there. */
    private Optional<CheckpointLog> read(String topic, String source) {
        Found found = new Found(source);
        BatonException failure = OptionalTopic.readToEnd(target, topic, found::accept);
        if (failure != null) {
            return Optional.of(CheckpointLog.unread(topic, source, failure));
        }
        return found.log(topic);
    }

    /** What was read so far. */
    private static final class Found {
        private final String source;
        private final Map<GroupPartition, CheckpointHistory> histories = new HashMap<>();

        /** A key comes again and again, so that each is decoded once. */
        private final Map<Bytes, CheckpointHistory> byKey = new HashMap<>();

        private final Map<String, String> names = new HashMap<>();
        private final Map<TopicPartition, TopicPartition> partitions = new PartitionMap<>();
        private int skipped;
        private boolean ours;

        Found(String source) {
            this.source = source;
        }

        void accept(KafkaRecord read) {
            boolean written = MirrorMakerWriter.wrote(read);
            ours |= written;
            CheckpointHistory history = history(read.key());
            if (history == null) {
                skipped++;
            } else if (written || read.value() == null) {
                history.remove();
            } else {
                MirrorMakerCodec.checkpoint(source, history.about(), read)
                        .ifPresentOrElse(history::add, () -> skipped++);
            }
        }

        private @Nullable CheckpointHistory history(byte @Nullable [] key) {
            if (key == null) {
                return null;
            }
            Bytes bytes = Bytes.wrap(key);
            CheckpointHistory known = byKey.get(bytes);
            if (known == null) {
                known = MirrorMakerCodec.checkpointKey(key)
                        .map(about -> histories.computeIfAbsent(shared(about), CheckpointHistory::new))
                        .orElse(null);
                if (known != null) {
                    byKey.put(bytes, known);
                }
            }
            return known;
        }

        /** With names that others have as well: there can be a million of them. */
        private GroupPartition shared(GroupPartition about) {
            return new GroupPartition(
                    names.computeIfAbsent(about.group(), name -> name),
                    partitions.computeIfAbsent(about.partition(), partition -> partition));
        }

        /** Empty where Baton alone wrote there. */
        Optional<CheckpointLog> log(String topic) {
            byKey.clear();
            Map<GroupPartition, GroupCheckpoint> latest = new HashMap<>();
            Map<GroupPartition, OffsetSet> translated = new HashMap<>();
            histories.values().forEach(history -> {
                GroupCheckpoint checkpoint = history.latest();
                if (checkpoint != null) {
                    latest.put(history.about(), checkpoint);
                }
                translated.put(history.about(), history.translated());
            });
            return ours && latest.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new CheckpointLog(topic, source, latest, translated, skipped, null));
        }
    }
}
