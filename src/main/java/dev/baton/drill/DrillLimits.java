package dev.baton.drill;

import dev.baton.drill.DrillReport.Limit;
import dev.baton.drill.DrillReport.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rehearsal may come to at most; null for no limit. */
public record DrillLimits(
        @Nullable Long rpoRecords,
        @Nullable Long rpoSeconds,
        @Nullable Long rtoMillis,
        @Nullable Long rereadRecords) {

    List<Limit> measured(@Nullable Long rpo, @Nullable Long seconds, long rto, long reread) {
        List<Limit> limits = new ArrayList<>();
        add(limits, "max-rpo", Unit.RECORDS, rpoRecords, rpo);
        add(limits, "max-rpo-time", Unit.SECONDS, rpoSeconds, seconds);
        add(limits, "max-rto", Unit.MILLISECONDS, rtoMillis, rto);
        add(limits, "max-reread", Unit.RECORDS, rereadRecords, reread);
        return limits;
    }

    private static void add(
            List<Limit> limits, String name, Unit unit, @Nullable Long allowed, @Nullable Long measured) {
        if (allowed != null) {
            limits.add(new Limit(name, unit, allowed, measured));
        }
    }
}
