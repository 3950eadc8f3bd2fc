package dev.baton.cli;

import dev.baton.switchover.Mode;
import dev.baton.switchover.SwitchRequest;
import dev.baton.switchover.Unknowns;
import dev.baton.translate.Selection;
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
                    "For partitions where nothing is proved: refuse (the group; the others go on), earliest, at=TIME"
                            + " or skip; default refuse.")
    private Unknowns unknowns = new Unknowns.Refuse();

    @Option(names = "--allow-rewind", description = "Overwrite commits on the target that the group itself made there.")
    private boolean allowRewind;

    SwitchRequest request(Mode mode, Selection selection) {
        return new SwitchRequest(
                mode, selection, evidence.by(), evidence.at(), evidence.force(), unknowns, allowRewind);
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
