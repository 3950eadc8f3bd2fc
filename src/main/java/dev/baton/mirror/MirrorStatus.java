package dev.baton.mirror;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mirror process at one moment, for programs and log files. Unknown is null.
 *
 * @param state {@code ended} in the last one that a process gives
 * @param records acknowledged by the target since the process started
 * @param bytes of record batches, likewise
 * @param recordsBehind offset differences to the source's last stable offsets; null while not known of every partition
 * @param secondsBehind the target has all that the source had so long ago; null while not known of every partition
 * @param completeTo the same as a time
 * @param sourceAnswers null where it is not asked
 * @param leaseHeld whether the target confirmed lately that the work is this process's
 * @param groupsReadAt when the commits of all groups were last read in full and carried over
 */
public record MirrorStatus(
        State state,
        Instant at,
        Instant startedAt,
        long records,
        long bytes,
        @Nullable Long recordsPerSecond,
        @Nullable Long bytesPerSecond,
        @Nullable Long recordsBehind,
        @Nullable Long secondsBehind,
        @Nullable Instant completeTo,
        @Nullable Boolean sourceAnswers,
        boolean leaseHeld,
        Partitions partitions,
        int groups,
        @Nullable Instant groupsReadAt,
        List<MirrorView.Stopped> stopped) {

    public MirrorStatus {
        stopped = List.copyOf(stopped);
    }

    /** What the process is about. */
    public enum State {
        STARTING,
        MIRRORING,
        STOPPING,
        ENDED
    }

    /** Partitions of this process, by what becomes of them. */
    public record Partitions(int mirroring, int preparing, int stopped) {}

    /** Of a process that goes on. */
    public static MirrorStatus of(MirrorView before, MirrorView now) {
        return of(
                before,
                now,
                switch (now.phase()) {
                    case STARTING -> State.STARTING;
                    case MIRRORING -> State.MIRRORING;
                    case STOPPING -> State.STOPPING;
                });
    }

    /** Of a process that has come to its end, over all its time. */
    public static MirrorStatus ended(MirrorResult result, Instant at) {
        MirrorView last = result.last();
        double seconds = Math.max(1, at.toEpochMilli() - last.startedAt().toEpochMilli()) / 1_000.0;
        Throughput all = new Throughput(result.records() / seconds, result.bytes() / seconds);
        return of(last, all, State.ENDED, at, result.records(), result.bytes());
    }

    private static MirrorStatus of(MirrorView before, MirrorView now, State state) {
        return of(now, Throughput.of(before, now), state, now.at(), now.records(), now.bytes());
    }

    private static MirrorStatus of(
            MirrorView view, @Nullable Throughput pace, State state, Instant at, long records, long bytes) {
        MirrorView.Behind behind = view.behind();
        Instant complete = view.completeTo();
        boolean known = complete != null;
        return new MirrorStatus(
                state,
                at,
                view.startedAt(),
                records,
                bytes,
                pace == null ? null : (Long) Math.round(pace.records()),
                pace == null ? null : (Long) Math.round(pace.bytes()),
                known ? (Long) behind.records() : null,
                complete == null ? null : (Long) Math.max(0, at.getEpochSecond() - complete.getEpochSecond()),
                complete,
                view.links().sourceAnswers(),
                view.links().leaseHeld(),
                new Partitions(
                        view.mirroring(), view.preparing(), view.stopped().size()),
                view.groups().carried(),
                view.groups().readAt(),
                view.stopped());
    }
}
