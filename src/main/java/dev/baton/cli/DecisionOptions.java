package dev.baton.cli;

import dev.baton.switchover.Mode;
import dev.baton.switchover.SwitchRequest;
import dev.baton.switchover.Unknowns;
import dev.baton.translate.By;
import dev.baton.translate.Selection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that decide where evidence does not. */
final class DecisionOptions {
    @Option(
            names = "--by",
            paramLabel = "EVIDENCE",
            converter = ByConverter.class,
            description =
                    "auto, preserved, map, sync, checkpoint or timestamp; default auto: all that proves something.")
    private By by = By.AUTO;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "To the first record of this time or later, wherever the groups stood.")
    private @Nullable Instant at;

    @Option(names = "--force", description = "Look up times also where topics are stamped with the time of appending.")
    private boolean force;

    @Option(
            names = "--unknown",
            paramLabel = "POLICY",
            converter = UnknownsConverter.class,
            description =
                    "For partitions where nothing is proved: refuse (the group; the others go on), earliest, at=TIME"
                            + " or skip; default refuse.")
    private Unknowns unknowns = new Unknowns.Refuse();

    @Option(names = "--allow-rewind", description = "Overwrite commits on the target that the group itself made there.")
    private boolean allowRewind;

    SwitchRequest request(Mode mode, Selection selection) {
        return new SwitchRequest(mode, selection, by, at, force, unknowns, allowRewind);
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
