package dev.baton.render;

import dev.baton.inspect.ReadinessReport;
import dev.baton.inspect.ReadinessReport.Finding;
import dev.baton.inspect.ReadinessReport.Severity;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows whether a failover now would go well. */
public final class ReadinessView implements View<ReadinessReport> {
    @Override
    public String kind() {
        return "Readiness";
    }

    @Override
    public List<Block> blocks(ReadinessReport report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.lines(new Toned(
                report.ready() ? "ready to fail over" : "not ready to fail over",
                report.ready() ? Tone.GOOD : Tone.BAD)));
        for (Finding finding : report.findings()) {
            String heading = finding.severity().name().toLowerCase(Locale.ROOT) + "  " + finding.fact();
            blocks.add(Block.lines(
                    new Toned(heading, tone(finding.severity())),
                    "  then  " + finding.consequence(),
                    "  do    " + finding.remedy()));
        }
        List<Object> last = new ArrayList<>();
        last.add("checked: " + String.join(", ", report.checks()));
        report.notChecked().forEach(line -> last.add("not checked: " + line));
        blocks.add(new Block.Lines(last));
        return blocks;
    }

    private static Tone tone(Severity severity) {
        return switch (severity) {
            case BLOCKER -> Tone.BAD;
            case WARNING -> Tone.WARN;
            case NOTE -> Tone.DIM;
        };
    }

    @Override
    public Csv csv(ReadinessReport report) {
        return new Csv(
                List.of("severity", "check", "fact", "consequence", "remedy"),
                report.findings().stream()
                        .map(f -> Block.row(f.severity(), f.check(), f.fact(), f.consequence(), f.remedy()))
                        .toList());
    }
}
