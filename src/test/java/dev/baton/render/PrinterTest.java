package dev.baton.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrinterTest {
    private static final Sample SAMPLE =
            new Sample("orders", null, Confidence.AT_MOST, Instant.parse("2026-11-22T10:00:00.250Z"));

    @Test
    void shouldShowWhatIsNotKnownAsUnknownInATable() {
        // When
        String text = print(OutputFormat.TABLE, false, 80);

        // Then
        assertThat(text).isEqualTo("""
                TOPIC    BEHIND  CONFIDENCE  AT
                orders  unknown  at-most     2026-11-22T10:00:00Z
                """);
    }

    @Test
    void shouldWriteWhatIsNotKnownAsNullInADocument() {
        // When
        String text = print(OutputFormat.JSON, false, 80);

        // Then
        assertThat(text).isEqualTo("""
                {
                  "apiVersion": "baton/v1",
                  "kind": "Sample",
                  "flow": {
                    "from": "east",
                    "to": "west"
                  },
                  "topic": "orders",
                  "recordsBehind": null,
                  "confidence": "at-most",
                  "at": "2026-11-22T10:00:00.250Z"
                }
                """);
    }

    @Test
    void shouldWriteWhatIsNotKnownAsAnEmptyFieldInCsv() {
        // Then
        assertThat(print(OutputFormat.CSV, false, 80)).isEqualTo("orders,,at-most,2026-11-22T10:00:00.250Z\n");
    }

    @Test
    void shouldColourTonesAndUnknownValuesWhenColourIsOn() {
        // When
        String text = print(OutputFormat.TABLE, true, 80);

        // Then
        assertThat(text).contains("\u001b[31morders\u001b[0m", "\u001b[2munknown\u001b[0m", "\u001b[1mTOPIC");
    }

    /** A client chooses the name of its group. */
    @Test
    void shouldShowControlCharactersOnATerminalAndKeepThemInData() {
        // Given
        View<Sample> view = new SampleView("a\u001b[2Jb\nc\u202ed");

        // When
        String table = print(view, OutputFormat.TABLE, false, 80);
        String csv = print(view, OutputFormat.CSV, false, 80);

        // Then
        assertThat(table).contains("a\\u001b[2Jb\\nc\\u202ed").doesNotContain("\u001b", "\u202e");
        assertThat(table.lines()).hasSize(2);
        assertThat(csv).startsWith("\"a\u001b[2Jb\nc\u202ed\",");
    }

    @Test
    void shouldKeepTheColumnsAlignedWhenColourIsOn() {
        // When
        String plain = print(OutputFormat.TABLE, false, 80);
        String colored = print(OutputFormat.TABLE, true, 80);

        // Then
        assertThat(colored.replaceAll("\u001b\\[\\d+m", "").replaceAll("(?m) +$", ""))
                .isEqualTo(plain);
    }

    @Test
    void shouldBreakCellsSoThatATableFitsTheTerminal() {
        // Given
        View<Sample> view = new SampleView("a word and more of them ".repeat(6).trim());

        // When
        String text = print(view, OutputFormat.TABLE, false, 80);

        // Then
        assertThat(text.lines())
                .hasSizeGreaterThan(2)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void shouldKeepARowOnOneLineWhereNoPersonLooks() {
        // Given
        View<Sample> view = new SampleView("x".repeat(300));

        // When
        String text = print(view, OutputFormat.TABLE, false, Integer.MAX_VALUE);

        // Then
        assertThat(text.lines()).hasSize(2);
    }

    private static String print(OutputFormat format, boolean color, int columns) {
        return print(new SampleView(SAMPLE.topic()), format, color, columns);
    }

    private static String print(View<Sample> view, OutputFormat format, boolean color, int columns) {
        StringWriter out = new StringWriter();
        new Printer(new PrintWriter(out), format, color, columns).print(view, "east", "west", SAMPLE);
        return out.toString();
    }

    enum Confidence {
        AT_MOST
    }

    record Sample(String topic, @Nullable Long recordsBehind, Confidence confidence, Instant at) {}

    private record SampleView(String topic) implements View<Sample> {
        @Override
        public String kind() {
            return "Sample";
        }

        @Override
        public List<Block> blocks(Sample sample) {
            List<Column> columns = List.of(
                    Column.text("TOPIC"), Column.number("BEHIND"), Column.text("CONFIDENCE"), Column.text("AT"));
            return List.of(new Block.Table(columns, rows(new Toned(topic, Tone.BAD), sample)));
        }

        @Override
        public Csv csv(Sample sample) {
            return new Csv(List.of(), rows(topic, sample));
        }

        private static List<List<@Nullable Object>> rows(Object topic, Sample sample) {
            return List.of(Block.row(topic, sample.recordsBehind(), sample.confidence(), sample.at()));
        }
    }
}
