package dev.baton.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = Version.class.getResourceAsStream("/baton-version.properties")) {
            if (stream != null) {
                properties.load(stream);
            }
        }
        return new String[] {
            "baton " + properties.getProperty("version", "unknown"),
            "kafka-clients " + properties.getProperty("kafka", "unknown") + ", java " + Runtime.version()
        };
    }
}
