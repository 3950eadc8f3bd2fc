package dev.baton.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.drill.DrillReport;
import dev.baton.drill.DrillReport.Limit;
import dev.baton.drill.DrillReport.Sample;
import dev.baton.drill.DrillReport.Step;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsal as one HTML file that needs nothing else: style, plots and numbers are in it, and its content security policy
 * forbids every request and every script but the two it carries, whose hashes it names. Names of groups and topics are
 * hostile: the template engine escapes all it writes, and the plots' data are numbers alone.
 */
public final class DrillHtml {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String DISASTER = "translate";
    private static final ObjectMapper JSON = new ObjectMapper();

    private DrillHtml() {}

    /** The page. */
    public static String of(String from, String to, DrillReport report) {
        String uplot = resource(UPLOT + "uPlot.iife.min.js");
        String plots = resource("/report/plots.js");
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("page", DrillPages.of(from, to, report));
        model.put("plotData", json(plotData(report)));
        model.put("uplotScript", uplot);
        model.put("plotScript", plots);
        model.put("uplotStyle", resource(UPLOT + "uPlot.min.css"));
        model.put("style", resource("/report/drill.css"));
        model.put("scriptHashes", hash(uplot) + " " + hash(plots));
        StringWriter out = new StringWriter();
        try {
            templates().getTemplate("drill.ftlh").process(model, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TemplateException e) {
            throw new IllegalStateException("the report's template does not fit its page", e);
        }
        return out.toString();
    }

    private static Configuration templates() {
        Configuration configuration = new Configuration(Configuration.VERSION_2_3_35);
        configuration.setClassForTemplateLoading(DrillHtml.class, "/report");
        configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
        configuration.setLocale(Locale.ROOT);
        configuration.setTimeZone(TimeZone.getTimeZone("UTC"));
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        return configuration;
    }

    /** Columns as the plots take them: seconds since the start, then one column a plot; null is a gap. */
    private static Map<String, Object> plotData(DrillReport report) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("end", seconds(report.begunAt(), report.endedAt()));
        data.put("at", column(report, sample -> seconds(report.begunAt(), sample.at())));
        data.put("records", column(report, Sample::records));
        data.put("seconds", column(report, Sample::seconds));
        data.put("maxRecords", limit(report, "max-rpo"));
        data.put("maxSeconds", limit(report, "max-rpo-time"));
        data.put(
                "disaster",
                report.steps().stream()
                        .filter(step -> step.step().equals(DISASTER))
                        .findFirst()
                        .map(Step::atMillis)
                        .map(millis -> millis / 1e3)
                        .orElse(null));
        return data;
    }

    private static List<@Nullable Number> column(DrillReport report, Function<Sample, @Nullable Number> value) {
        List<@Nullable Number> column = new ArrayList<>();
        report.lag().forEach(sample -> column.add(value.apply(sample)));
        return column;
    }

    private static @Nullable Long limit(DrillReport report, String name) {
        return report.limits().stream()
                .filter(limit -> limit.name().equals(name))
                .findFirst()
                .map(Limit::allowed)
                .orElse(null);
    }

    private static double seconds(Instant begun, Instant at) {
        return Duration.between(begun, at).toMillis() / 1e3;
    }

    private static String json(Map<String, Object> data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers can always be written", e);
        }
    }

    /** As a content security policy names a script: over the text between its tags, to the letter. */
    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String path) {
        try (InputStream stream = DrillHtml.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException("not on the class path: " + path);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
