package dev.baton.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Fills in {@code ${env:NAME}}, {@code ${file:PATH:KEY}} and {@code ${directory:PATH:FILE}} by Kafka's own config
 * providers, with the meaning that they have in a broker's or Connect's configuration.
 */
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}:]+):([^}]*)}");
    private static final Set<String> KNOWN = Set.of("env", "file", "directory");

    private final @Nullable ConfigTransformer transformer;

    private Placeholders(@Nullable ConfigTransformer transformer) {
        this.transformer = transformer;
    }

    /** Leaves every placeholder as it is written: for what is passed on, not used. */
    static Placeholders asWritten() {
        return new Placeholders(null);
    }

    /** Fills them in, {@code ${env:...}} from these variables. */
    static Placeholders filledFrom(Map<String, String> variables) {
        ConfigProvider env = new EnvVarConfigProvider(variables);
        ConfigProvider file = new FileConfigProvider();
        ConfigProvider directory = new DirectoryConfigProvider();
        env.configure(Map.of());
        file.configure(Map.of());
        directory.configure(Map.of());
        return new Placeholders(new ConfigTransformer(Map.of("env", env, "file", file, "directory", directory)));
    }

    /** Whether all of the text is one placeholder. */
    static boolean is(String value) {
        return PLACEHOLDER.matcher(value.strip()).matches();
    }

    /** Whether what would be used is not known yet: it has a placeholder, and placeholders stay. */
    boolean leaves(String value) {
        return transformer == null && in(value);
    }

    static boolean in(String value) {
        return PLACEHOLDER.matcher(value).find();
    }

    /** The value with all placeholders filled in. */
    Filled fill(String value) {
        ConfigTransformer known = transformer;
        if (known == null || !in(value)) {
            return new Filled(value, Optional.empty());
        }
        Optional<String> unknown = unknownProvider(value);
        if (unknown.isPresent()) {
            return new Filled(value, unknown);
        }
        try {
            String filled = known.transform(Map.of("", value)).data().getOrDefault("", value);
            // what the provider does not have, Kafka leaves as it is written
            Matcher left = PLACEHOLDER.matcher(filled);
            return left.find() ? new Filled(value, Optional.of(missing(left))) : new Filled(filled, Optional.empty());
        } catch (ConfigException e) {
            return new Filled(value, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static Optional<String> unknownProvider(String value) {
        return PLACEHOLDER
                .matcher(value)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !KNOWN.contains(name))
                .findFirst()
                .map(name -> "no config provider is called '" + name + "': there are env, file and directory");
    }

    private static String missing(Matcher placeholder) {
        return placeholder.group(1).equals("env")
                ? "environment variable " + placeholder.group(2) + " is not set"
                : "nothing found for " + placeholder.group();
    }

    /** A value, or why a placeholder in it could not be filled in. */
    record Filled(String value, Optional<String> fault) {}
}
