package dev.baton.terminal;

import org.jspecify.annotations.Nullable;

/**
 * What stdout is connected to.
 *
 * @param columns width that lines are fitted to; {@link Integer#MAX_VALUE} where no person looks
 */
public record Screen(boolean terminal, int columns) {
    /** Set by the launcher, which can ask for both far quicker than a JVM can: the width where stdout is a terminal. */
    static final String COLUMNS_PROPERTY = "baton.columns";

    private static final Screen NONE = new Screen(false, Integer.MAX_VALUE);
    private static final int DEFAULT_COLUMNS = 80;
    private static final int LAST_JAVA_WITH_HONEST_CONSOLE = 21;

    /** What this process writes to. */
    public static Screen ofThisProcess() {
        return of(System.getProperty(COLUMNS_PROPERTY), hasConsole());
    }

    static Screen of(@Nullable String columns, boolean console) {
        if (columns == null) {
            return console ? new Screen(true, DEFAULT_COLUMNS) : NONE;
        }
        if (!columns.matches("[1-9]\\d{0,4}")) {
            return NONE;
        }
        return new Screen(true, Integer.parseInt(columns));
    }

    @SuppressWarnings("SystemConsoleNull") // later versions have a console even where output goes to a file
    private static boolean hasConsole() {
        return Runtime.version().feature() <= LAST_JAVA_WITH_HONEST_CONSOLE && System.console() != null;
    }
}
