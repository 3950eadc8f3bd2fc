package dev.baton.switchover;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A plan in a file: JSON where its name ends so, else YAML. */
public final class PlanFile {
    private static final JournalCodec CODEC = new JournalCodec();

    private PlanFile() {}

    /** Writes a plan, over an older one. */
    public static void write(Path file, SwitchPlan plan) {
        try {
            Files.writeString(file, file.toString().endsWith(".json") ? CODEC.asJson(plan) : CODEC.asYaml(plan));
        } catch (IOException e) {
            throw new BatonException(FailureKind.USAGE, "could not write " + file + ": " + e.getMessage(), null, e);
        }
    }

    /** Reads a plan. */
    public static SwitchPlan read(Path file) {
        try {
            return CODEC.read(Files.readString(file), SwitchPlan.class);
        } catch (JsonProcessingException e) {
            throw new BatonException(
                    FailureKind.USAGE, file + " is no plan of baton switch: " + e.getOriginalMessage(), null, e);
        } catch (IOException e) {
            throw new BatonException(FailureKind.USAGE, "could not read " + file + ": " + e.getMessage(), null, e);
        }
    }
}
