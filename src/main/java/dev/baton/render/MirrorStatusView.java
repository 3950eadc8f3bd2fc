package dev.baton.render;

import dev.baton.mirror.MirrorStatus;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a mirror process is shown: in one line, since it is shown again and again. */
public final class MirrorStatusView implements View<MirrorStatus> {
    @Override
    public String kind() {
        return "MirrorStatus";
    }

    @Override
    public List<Block> blocks(MirrorStatus status) {
        boolean fine = status.partitions().stopped() == 0
                && !Boolean.FALSE.equals(status.sourceAnswers())
                && !isDisowned(status);
        return List.of(Block.lines(fine ? line(status) : new Toned(line(status), Tone.WARN)));
    }

    /** The line alone. */
    public static String line(MirrorStatus status) {
        MirrorStatus.Partitions partitions = status.partitions();
        int all = partitions(status);
        if (status.state() == MirrorStatus.State.ENDED) {
            return String.format(
                            "mirrored %,d records of %d partitions, %d groups", status.records(), all, status.groups())
                    + (partitions.stopped() == 0 ? "" : ", " + partitions.stopped() + " partitions stopped");
        }
        if (status.state() == MirrorStatus.State.STARTING && all == 0) {
            return Boolean.FALSE.equals(status.sourceAnswers())
                    ? "starting: waits for the source, which does not answer"
                    : "starting: waits for the clusters, or for its share of the partitions";
        }
        return String.format(
                        "%s: %d partitions, %s records/s, %s records and %s s behind, %d groups",
                        DocumentWriter.Words.of(status.state()),
                        all,
                        number(status.recordsPerSecond()),
                        number(status.recordsBehind()),
                        number(status.secondsBehind()),
                        status.groups())
                + (partitions.preparing() == 0 ? "" : ", " + partitions.preparing() + " being prepared")
                + (partitions.stopped() == 0 ? "" : ", " + partitions.stopped() + " stopped")
                + (Boolean.FALSE.equals(status.sourceAnswers()) ? ", the source does not answer" : "")
                + (isDisowned(status) ? ", not confirmed by the target" : "");
    }

    // one that starts or ends has no share of the work, and others may have all of it
    private static boolean isDisowned(MirrorStatus status) {
        return status.state() == MirrorStatus.State.MIRRORING && partitions(status) > 0 && !status.leaseHeld();
    }

    private static int partitions(MirrorStatus status) {
        MirrorStatus.Partitions partitions = status.partitions();
        return partitions.mirroring() + partitions.preparing() + partitions.stopped();
    }

    private static String number(@Nullable Long number) {
        return number == null ? "unknown" : String.format("%,d", number);
    }

    @Override
    public Csv csv(MirrorStatus status) {
        return new Csv(
                List.of(
                        "state",
                        "at",
                        "records",
                        "bytes",
                        "recordsPerSecond",
                        "bytesPerSecond",
                        "recordsBehind",
                        "secondsBehind",
                        "sourceAnswers",
                        "leaseHeld",
                        "mirroring",
                        "preparing",
                        "stopped",
                        "groups",
                        "groupsReadAt"),
                List.of(Block.row(
                        status.state(),
                        status.at(),
                        status.records(),
                        status.bytes(),
                        status.recordsPerSecond(),
                        status.bytesPerSecond(),
                        status.recordsBehind(),
                        status.secondsBehind(),
                        status.sourceAnswers(),
                        status.leaseHeld(),
                        status.partitions().mirroring(),
                        status.partitions().preparing(),
                        status.partitions().stopped(),
                        status.groups(),
                        status.groupsReadAt())));
    }
}
