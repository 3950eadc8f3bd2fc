package dev.baton.mirror;

import dev.baton.state.MirrorBeat;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How one mirror process stands at one moment, for those who watch it. Counts are since the process started and never go back;
 * all that is counted as mirrored is acknowledged by the target.
 *
 * @param links whether both clusters answer
 * @param topics those that this process mirrors or has mirrored, by name
 * @param stopped partitions that do not go on, with the reason
 */
public record MirrorView(
        String from,
        String to,
        Instant startedAt,
        Instant at,
        Phase phase,
        Links links,
        List<Topic> topics,
        List<Stopped> stopped,
        Groups groups,
        Counts counts) {

    public MirrorView {
        topics = List.copyOf(topics);
        stopped = List.copyOf(stopped);
    }

    /** What the process is about. */
    public enum Phase {
        /** It waits for a cluster, for its share of the work, or for the facts of the flow. */
        STARTING,
        MIRRORING,
        /** It sends nothing more and waits for what is under way. */
        STOPPING
    }

    /**
     * The way to both clusters.
     *
     * @param sourceSilence how long ago a broker of the source last answered; null where it is not asked
     * @param leaseHeld whether the target confirmed lately that the work is this process's
     */
    public record Links(@Nullable Duration sourceSilence, boolean leaseHeld) {
        /** A fetch waits half a second for news, so that a source that lives is heard of more often than this. */
        static final Duration SILENT = Duration.ofSeconds(2);

        /** Whether the source has answered lately; null where it is not asked. */
        public @Nullable Boolean sourceAnswers() {
            return sourceSilence == null ? null : (Boolean) (sourceSilence.compareTo(SILENT) < 0);
        }
    }

    /**
     * One topic, by its name on the source.
     *
     * @param partitions that are this process's to mirror now
     * @param mirroring those of them that records are moved for
     * @param batches requests' parts that were acknowledged: one batch of one partition each
     */
    public record Topic(
            String name,
            int partitions,
            int mirroring,
            int stopped,
            long records,
            long bytes,
            long batches,
            Behind behind) {}

    /**
     * How far the target is behind the source's last stable offsets, as last heard.
     *
     * @param records offset differences, so an upper bound of records; those of the partitions that it is known of
     * @param time the target has all that the source had so long ago, in every partition that it is known of; null where it
     *     is known of none
     * @param unknown partitions of which nothing is known: not asked yet, or stopped before the first answer
     */
    public record Behind(long records, @Nullable Duration time, int unknown) {
        static final Behind NOTHING = new Behind(0, null, 0);

        /** How long, in every partition; null where that is not known of one. */
        public @Nullable Duration timeOfAll() {
            return unknown > 0 ? null : time;
        }

        Behind and(Behind other) {
            Duration more = other.time;
            Duration both = time == null || (more != null && more.compareTo(time) > 0) ? more : time;
            return new Behind(records + other.records, both, unknown + other.unknown);
        }
    }

    /** A partition that does not go on; tried again all the time, since what is outside can heal. */
    public record Stopped(String topic, int partition, StopCause cause, String reason) {
        static Stopped of(MirrorBeat.Fault fault, StopCause cause) {
            return new Stopped(fault.topic(), fault.partition(), cause, fault.reason());
        }

        /** Each partition with the first of its reasons: several parts of the mirror may speak of one. */
        static List<Stopped> once(Stream<Stopped> all) {
            Map<TopicPartition, Stopped> first = new LinkedHashMap<>();
            all.forEach(one -> first.putIfAbsent(new TopicPartition(one.topic(), one.partition()), one));
            return List.copyOf(first.values());
        }

        MirrorBeat.Fault fault() {
            return new MirrorBeat.Fault(topic, partition, reason);
        }
    }

    /**
     * Consumer groups.
     *
     * @param carried groups that this process carries over
     * @param readAt when the commits of all of them were last read in full and carried over; null before the first time
     */
    public record Groups(int carried, @Nullable Instant readAt) {}

    /**
     * What happened so often.
     *
     * @param shards of the flow's 32 that are this process's
     * @param rebalances times that it gained or lost shards
     * @param retries times that a partition was taken up anew, after a lost answer, a new leader or a stop
     */
    public record Counts(int shards, long rebalances, long retries) {}

    /** All topics together. */
    public Behind behind() {
        return topics.stream().map(Topic::behind).reduce(Behind.NOTHING, Behind::and);
    }

    public long records() {
        return topics.stream().mapToLong(Topic::records).sum();
    }

    public long bytes() {
        return topics.stream().mapToLong(Topic::bytes).sum();
    }

    public int partitions() {
        return topics.stream().mapToInt(Topic::partitions).sum();
    }

    public int mirroring() {
        return topics.stream().mapToInt(Topic::mirroring).sum();
    }

    /** Partitions that are being prepared: both logs are read before anything is written. */
    public int preparing() {
        return Math.max(
                0,
                partitions()
                        - mirroring()
                        - topics.stream().mapToInt(Topic::stopped).sum());
    }

    /** The moment of which the target has all that the source had then; null where that is not known of every partition. */
    public @Nullable Instant completeTo() {
        Duration time = behind().timeOfAll();
        return time == null ? null : at.minus(time);
    }
}
