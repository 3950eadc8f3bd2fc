package dev.baton.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** An ordinary Kafka {@code client.properties} file. */
record PropertiesFile(String name, Map<String, String> values, String text) {

    /** Reads the file. */
    static PropertiesFile read(Path path) throws IOException {
        String text = Files.readString(path);
        return parse(path.toString(), text);
    }

    static PropertiesFile parse(String name, String text) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return new PropertiesFile(name, values, text);
    }

    /** Why a file could not be read, in a few words. */
    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failure instanceof MalformedInputException) {
            return "not a text file in UTF-8";
        }
        return Optional.ofNullable(failure.getMessage())
                .orElse(failure.getClass().getSimpleName());
    }

    /** The line that gives a key, counted from 1; the last one where there are several, as that one counts. */
    int line(String key) {
        Pattern definition = Pattern.compile("\\s*" + Pattern.quote(key) + "\\s*([=:\\s].*)?");
        String[] lines = text.split("\\R", -1);
        for (int i = lines.length; i > 0; i--) {
            if (definition.matcher(lines[i - 1]).matches()) {
                return i;
            }
        }
        return 1;
    }
}
