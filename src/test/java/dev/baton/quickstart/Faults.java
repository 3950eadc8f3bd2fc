package dev.baton.quickstart;

import java.util.ArrayList;
import java.util.List;

/** How often one thing went wrong, with the first few cases. */
public record Faults(int count, List<String> examples) {
    public static final Faults NONE = new Faults(0, List.of());
    private static final int SHOWN = 3;

    public Faults {
        examples = List.copyOf(examples);
    }

    public boolean none() {
        return count == 0;
    }

    @Override
    public String toString() {
        return none() ? "0" : count + " (" + String.join("; ", examples) + (count > SHOWN ? "; ..." : "") + ")";
    }

    /** Collects cases of one fault. */
    static final class Tally {
        private final List<String> examples = new ArrayList<>();
        private int count;

        void add(String example) {
            count++;
            if (count <= SHOWN) {
                examples.add(example);
            }
        }

        void addIf(boolean wrong, String example) {
            if (wrong) {
                add(example);
            }
        }

        Faults faults() {
            return new Faults(count, examples);
        }
    }
}
