package dev.baton.cli;

import dev.baton.translate.By;
import dev.baton.translate.Selection;
import dev.baton.translate.Translate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which evidence a translation may use. */
final class EvidenceOptions {
    @Option(
            names = "--by",
            paramLabel = "EVIDENCE",
            converter = ByConverter.class,
            description = "auto, preserved, map, sync, checkpoint, content or timestamp; default auto: all that proves"
                    + " something.")
    private By by = By.AUTO;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "To the first record of this time or later, as in 2026-01-31T12:00:00Z, wherever the groups"
                    + " stood.")
    private @Nullable Instant at;

    @Option(
            names = "--force",
            description =
                    "Look up times also where topics are stamped with the time of appending, or nobody knows whether"
                            + " they are.")
    private boolean force;

    /** What to translate a selection by. */
    Translate.Request request(Selection selection) {
        return new Translate.Request(selection, by, at, force);
    }

    By by() {
        return by;
    }

    @Nullable
    Instant at() {
        return at;
    }

    boolean force() {
        return force;
    }
}
