package dev.baton.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is printed against files of {@code src/test/resources/golden} and JSON documents against their schema. Run with
 * {@code -Dgolden.update=true} to write the files anew, then read the difference.
 */
public final class Golden {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden");
    private static final int COLUMNS = 80;

    private Golden() {}

    /** Checks the report in all four formats, as {@code <name>.txt|json|yaml|csv}. */
    public static <R> void check(View<R> view, String name, @Nullable String from, @Nullable String to, R report) {
        for (OutputFormat format : OutputFormat.values()) {
            String extension =
                    format == OutputFormat.TABLE ? "txt" : format.name().toLowerCase(Locale.ROOT);
            String printed = print(view, format, from, to, report);
            if (format == OutputFormat.JSON) {
                matchesSchema(view.kind(), printed);
            }
            check(name + "." + extension, printed);
        }
    }

    /** Checks a text against a golden file. */
    public static void check(String file, String actual) {
        Path path = DIRECTORY.resolve(file);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(DIRECTORY);
                Files.writeString(path, actual);
            }
            assertThat(path).as("golden file, see " + Golden.class).exists();
            assertThat(actual).as(file).isEqualTo(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks a document against {@code schema/<kind>.schema.json}. */
    public static void matchesSchema(String kind, String document) {
        try (InputStream stream = Golden.class.getResourceAsStream("/schema/" + kind + ".schema.json")) {
            assertThat(stream).as("schema of " + kind).isNotNull();
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            JsonSchema schema =
                    JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text);
            assertThat(schema.validate(document, InputFormat.JSON)).as(document).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <R> String print(
            View<R> view, OutputFormat format, @Nullable String from, @Nullable String to, R report) {
        StringWriter out = new StringWriter();
        new Printer(new PrintWriter(out), format, false, COLUMNS).print(view, from, to, report);
        return out.toString();
    }
}
