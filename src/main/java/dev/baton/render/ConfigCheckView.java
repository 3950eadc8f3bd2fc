package dev.baton.render;

import dev.baton.config.ConfigCheck;
import dev.baton.config.Problem;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows what is wrong with a configuration. */
public final class ConfigCheckView implements View<ConfigCheck> {
    @Override
    public String kind() {
        return "ConfigCheck";
    }

    @Override
    public List<Block> blocks(ConfigCheck check) {
        List<Object> lines = new ArrayList<>(check.problems());
        int count = check.problems().size();
        lines.add(
                check.valid()
                        ? new Toned(check.file() + ": no problems", Tone.GOOD)
                        : new Toned(check.file() + ": " + count + (count == 1 ? " problem" : " problems"), Tone.BAD));
        List<ConfigCheck.Answer> answers = check.clusters();
        return answers == null ? List.of(new Block.Lines(lines)) : List.of(new Block.Lines(lines), clusters(answers));
    }

    private static Block clusters(List<ConfigCheck.Answer> answers) {
        List<Block.Column> columns =
                List.of(Block.Column.text("CLUSTER"), Block.Column.text("ID"), Block.Column.text("ANSWERS"));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (ConfigCheck.Answer answer : answers) {
            Toned word = answer.reachable() ? new Toned("yes", Tone.GOOD) : new Toned(answer.failure(), Tone.BAD);
            rows.add(Block.row(answer.alias(), answer.clusterId(), word));
        }
        return new Block.Table(columns, rows);
    }

    @Override
    public Csv csv(ConfigCheck check) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Problem problem : check.problems()) {
            rows.add(Block.row(problem.file(), problem.line(), problem.message(), problem.remedy()));
        }
        return new Csv(List.of("file", "line", "message", "remedy"), rows);
    }
}
