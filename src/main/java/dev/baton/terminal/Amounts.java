package dev.baton.terminal;

import dev.baton.mirror.MirrorView.Behind;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers short enough for a column; what is not known is said so. */
final class Amounts {
    private static final String UNKNOWN = "unknown";
    private static final String[] POWERS = {"", "k", "M", "G", "T", "P", "E"};
    private static final long WHOLE_BELOW = 1_000_000;
    private static final long MINUTE = 60;
    private static final long HOUR = 3_600;
    private static final long DAY = 86_400;

    private Amounts() {}

    /** {@code 999,999}, then {@code 1.23 M}. */
    static String count(@Nullable Long number) {
        if (number == null) {
            return UNKNOWN;
        }
        return number < WHOLE_BELOW
                ? String.format(Locale.ROOT, "%,d", number)
                : short1000(number).strip();
    }

    /** {@code 0 B}, {@code 12.3 MB}. */
    static String bytes(double bytes) {
        return short1000(bytes) + "B";
    }

    private static String short1000(double number) {
        double rest = number;
        int power = 0;
        while (rest >= 999.5 && power < POWERS.length - 1) {
            rest /= 1_000;
            power++;
        }
        int digits = power == 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f %s", rest, POWERS[power]);
    }

    /** Two units at most: {@code 59 s}, {@code 2m05s}, {@code 3h07m}, {@code 4d02h}. */
    static String time(@Nullable Duration time) {
        if (time == null) {
            return UNKNOWN;
        }
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return pair(seconds, MINUTE, "m", 1, "s");
        }
        return seconds < DAY ? pair(seconds, HOUR, "h", MINUTE, "m") : pair(seconds, DAY, "d", HOUR, "h");
    }

    /** How far behind; with a plus where it is so of the partitions that it is known of, and no less of all. */
    static String time(Behind behind) {
        Duration time = behind.time();
        return time(time) + (time != null && behind.unknown() > 0 ? "+" : "");
    }

    /** The same in records, of so many partitions. */
    static String records(Behind behind, int partitions) {
        return behind.unknown() >= partitions ? UNKNOWN : count(behind.records()) + (behind.unknown() > 0 ? "+" : "");
    }

    private static String pair(long seconds, long large, String largeUnit, long small, String smallUnit) {
        return String.format(Locale.ROOT, "%d%s%02d%s", seconds / large, largeUnit, seconds % large / small, smallUnit);
    }
}
