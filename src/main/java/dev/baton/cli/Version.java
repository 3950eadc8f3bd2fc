package dev.baton.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    private static final String UNKNOWN = "unknown";

    @Override
    public String[] getVersion() throws IOException {
        Properties properties = properties();
        return new String[] {
            "baton " + properties.getProperty("version", UNKNOWN),
            "kafka-clients " + properties.getProperty("kafka", UNKNOWN) + ", java " + Runtime.version()
        };
    }

    /** The number alone. */
    static String number() {
        try {
            return properties().getProperty("version", UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static Properties properties() throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = Version.class.getResourceAsStream("/baton-version.properties")) {
            if (stream != null) {
                properties.load(stream);
            }
        }
        return properties;
    }
}
