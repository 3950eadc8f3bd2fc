package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.GroupPartition;
import dev.baton.cluster.KafkaRecord;
import dev.baton.cluster.PartitionMap;
import dev.baton.failure.BatonException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

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
        return found.ours && found.latest.isEmpty()
                ? Optional.empty()
                : Optional.of(new CheckpointLog(topic, source, found.latest, found.translated, found.skipped, null));
    }

    /** What was read so far. */
    private static final class Found {
        private final String source;
        private final Map<GroupPartition, GroupCheckpoint> latest = new HashMap<>();
        private final Map<GroupPartition, Set<Long>> translated = new HashMap<>();
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
            if (written || read.value() == null) {
                MirrorMakerCodec.checkpointKey(read.key()).ifPresentOrElse(latest::remove, () -> skipped++);
            } else {
                MirrorMakerCodec.checkpoint(source, read).ifPresentOrElse(this::put, () -> skipped++);
            }
        }

        private void put(GroupCheckpoint read) {
            GroupCheckpoint checkpoint = read.sharing(
                    names.computeIfAbsent(read.group(), name -> name),
                    partitions.computeIfAbsent(read.partition(), partition -> partition));
            GroupPartition about = checkpoint.about();
            latest.put(about, checkpoint);
            translated.merge(about, Set.of(checkpoint.downstreamOffset()), Found::both);
        }

        /** Most have one; a million of them have to fit in memory. */
        private static Set<Long> both(Set<Long> known, Set<Long> one) {
            if (known.containsAll(one)) {
                return known;
            }
            Set<Long> all = known.size() == 1 ? new HashSet<>(known) : known;
            all.addAll(one);
            return all;
        }
    }
}
