package dev.baton.switchover;

import java.util.List;

/** One principal that is denied to write to one topic of the source. */
record Denial(String principal, String topic) {
    /** As it is journaled. */
    record Denials(List<Denial> denials) {
        Denials {
            denials = List.copyOf(denials);
        }
    }
}
