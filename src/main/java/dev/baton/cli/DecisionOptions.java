package dev.baton.cli;

import dev.baton.switchover.Fencing;
import dev.baton.switchover.Hook;
import dev.baton.switchover.Mode;
import dev.baton.switchover.SwitchRequest;
import dev.baton.switchover.Unknowns;
import dev.baton.translate.Selection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that decide where evidence does not. */
final class DecisionOptions {
    @Mixin
    private EvidenceOptions evidence;

    @Option(
            names = "--unknown",
            paramLabel = "POLICY",
            converter = UnknownsConverter.class,
            description =
                    "For partitions where nothing is proved, and for those that hold records and on which a group has no"
                            + " commit, though it has on others of the topic: refuse (the group; the others go on),"
                            + " earliest, at=TIME, or skip, which leaves them to auto.offset.reset; default refuse.")
    private Unknowns unknowns = new Unknowns.Refuse();

    @Option(
            names = "--rewind",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Go on this span of record time before the last record that a group has read, as 5m.")
    private @Nullable Duration back;

    @Option(names = "--allow-rewind", description = "Overwrite commits on the target that the group itself made there.")
    private boolean allowRewind;

    @Option(
            names = "--accept-reread",
            description =
                    "On the way back after a salvage: groups that stand before the failover point may read what was"
                            + " salvaged twice.")
    private boolean acceptReread;

    @Option(
            names = "--i-know",
            description =
                    "In a failover switch also Streams applications that work exactly once: a part of their last transactions"
                            + " may not be mirrored.")
    private boolean acceptTorn;

    SwitchRequest request(Mode mode, Selection selection, Fencing fencing, List<Hook> hooks) {
        return new SwitchRequest(
                mode,
                selection,
                evidence.by(),
                evidence.at(),
                evidence.force(),
                unknowns,
                allowRewind,
                back == null ? 0 : back.toMillis(),
                fencing,
                hooks,
                acceptReread,
                acceptTorn);
    }

    /** {@code refuse}, {@code earliest}, {@code at=TIME}, {@code skip}. */
    static final class UnknownsConverter implements ITypeConverter<Unknowns> {
        @Override
        public Unknowns convert(String text) {
            return Unknowns.parse(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is none of refuse, earliest, at=TIME (as 2026-01-31T12:00:00Z), skip"));
        }
    }
}
