package dev.baton.cli;

/** Sets the log levels; has to run before the first logger is made. */
final class Logging {
    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {}

    /**
     * Baton's own log lines and Kafka's go to stderr. Kafka's client says on every attempt that a cluster does not answer,
     * which Baton reports itself, once.
     */
    static void configure(int verbosity) {
        configure(verbosity, "HH:mm:ss.SSS");
    }

    /** Log lines that are kept in a file: with their date, and a little more of them, since nobody has to look. */
    static void configureForFile(int verbosity) {
        configure(verbosity < 0 ? verbosity : Math.max(1, verbosity), "yyyy-MM-dd'T'HH:mm:ss.SSSX");
    }

    private static void configure(int verbosity, String time) {
        // written through System.err, which is turned to wherever talk goes
        set("logFile", "System.err");
        set("showDateTime", "true");
        set("dateTimeFormat", time);
        set("showThreadName", "false");
        set("showShortLogName", "true");
        set("levelInBrackets", "false");
        set("defaultLogLevel", level(verbosity, "error", "warn", "warn", "info"));
        set("log.dev.baton", level(verbosity, "error", "warn", "info", "debug"));
        set("log.org.apache.kafka", level(verbosity, "off", "error", "warn", "info"));
        // warns with every look-up of offsets that it keeps no high watermark of what is not read
        set("log.org.apache.kafka.clients.consumer.internals", level(verbosity, "off", "error", "error", "info"));
        // a join that is refused is told by whoever joins
        set(
                "log.org.apache.kafka.clients.consumer.internals.ConsumerCoordinator",
                level(verbosity, "off", "off", "error", "info"));
        set("log.org.apache.kafka.common.config.provider", level(verbosity, "off", "off", "error", "info"));
        set("log.org.apache.kafka.clients.NetworkClient", level(verbosity, "off", "off", "warn", "info"));
    }

    private static String level(int verbosity, String quiet, String normal, String verbose, String all) {
        return switch (verbosity) {
            case -1 -> quiet;
            case 0 -> normal;
            case 1 -> verbose;
            default -> all;
        };
    }

    /** A system property that the user set stays as it is. */
    private static void set(String name, String value) {
        if (System.getProperty(PREFIX + name) == null) {
            System.setProperty(PREFIX + name, value);
        }
    }
}
