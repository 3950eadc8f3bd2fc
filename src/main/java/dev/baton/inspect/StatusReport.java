package dev.baton.inspect;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One screen about a flow: what answers, who mirrors, how far, and what can be done now. What is not known is null.
 *
 * @param switched null where nothing was switched
 * @param findings what deserves attention, the worst first
 */
public record StatusReport(
        Side source,
        Side target,
        Verdict verdict,
        Mirroring mirror,
        Progress progress,
        GroupCover groups,
        List<Fault> faults,
        @Nullable Switched switched,
        List<String> findings) {

    public StatusReport {
        faults = List.copyOf(faults);
        findings = List.copyOf(findings);
    }

    /** What it all comes to. */
    public enum Verdict {
        /** A mirror runs, without faults, and the source answers. */
        MIRRORING,
        /** A mirror runs, but partitions of it stopped, or groups or partitions are not covered. */
        DEGRADED,
        /** The source answers, but no mirror runs. */
        MIRROR_STOPPED,
        /** The source does not answer; the target holds what a failover needs. */
        SOURCE_UNREACHABLE,
        /** The flow, or a part of it, was switched: groups live on the target. */
        SWITCHED,
        /** Only MirrorMaker 2 left traces. */
        MIRRORMAKER2,
        /** Nothing on the target tells of this flow. */
        NOT_MIRRORED,
        /** The target does not answer, and it alone knows. */
        UNKNOWN
    }

    /**
     * One of the two clusters.
     *
     * @param failure why it did not answer
     */
    public record Side(
            String alias,
            boolean reachable,
            @Nullable String clusterId,
            @Nullable String failure) {}

    /**
     * Who mirrors.
     *
     * @param alive whether a process gave a sign of life within the last seconds
     * @param lastBeat the newest sign of life
     */
    public record Mirroring(
            @Nullable Boolean alive, @Nullable Instant lastBeat, List<MirrorProcess> processes) {
        public Mirroring {
            processes = List.copyOf(processes);
        }

        /** What is to be said where none is alive. */
        String absence() {
            return lastBeat == null
                    ? "no mirror process runs; the last one ended in good order"
                    : "no mirror process has given a sign of life since " + lastBeat;
        }
    }

    /** One process that mirrors, or died while it did. */
    public record MirrorProcess(
            String member, String host, boolean alive, Instant lastBeat, int shards, boolean sourceReachable) {}

    /**
     * How far the data is.
     *
     * @param partitions that the flow is known to have
     * @param unknown of them, those whose lag is not known
     * @param recordsBehind sum over the others: at most so many records are missing; null where no partition's lag is known
     * @param secondsBehind the most of any partition
     * @param asOf until when that is known; with the source gone, what came later nobody can know
     */
    public record Progress(
            @Nullable Integer partitions,
            @Nullable Integer preserved,
            @Nullable Integer mapped,
            @Nullable Integer unknown,
            @Nullable Long recordsBehind,
            @Nullable Long secondsBehind,
            @Nullable Instant asOf) {}

    /**
     * Which groups can be carried over.
     *
     * @param covered groups whose commits are known on the target
     * @param uncovered groups of the source without that; null where the source could not be asked
     * @param asOf until when the commits of all of them are known
     */
    public record GroupCover(
            @Nullable Integer covered,
            @Nullable List<String> uncovered,
            @Nullable Instant asOf) {}

    /** A partition that does not go on. */
    public record Fault(String topic, int partition, String reason) {}

    /** The last switch of the flow. */
    public record Switched(
            long generation,
            String switchId,
            boolean allGroups,
            List<String> groups,
            boolean allTopics,
            List<String> topics,
            Instant at) {}
}
