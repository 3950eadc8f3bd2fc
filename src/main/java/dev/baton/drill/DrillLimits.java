package dev.baton.drill;

import dev.baton.drill.DrillReport.Limit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rehearsal may come to at most; null for no limit. */
public record DrillLimits(
        @Nullable Long rpoRecords,
        @Nullable Long rtoMillis,
        @Nullable Long rereadRecords) {

    List<Limit> measured(@Nullable Long rpo, long rto, long reread) {
        List<Limit> limits = new ArrayList<>();
        add(limits, "max-rpo", rpoRecords, rpo);
        add(limits, "max-rto", rtoMillis, rto);
        add(limits, "max-reread", rereadRecords, reread);
        return limits;
    }

    private static void add(List<Limit> limits, String name, @Nullable Long allowed, @Nullable Long measured) {
        if (allowed != null) {
            limits.add(new Limit(name, allowed, measured));
        }
    }
}
