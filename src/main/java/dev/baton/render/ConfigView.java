package dev.baton.render;

import dev.baton.config.Following;
import dev.baton.config.GroupsConsistency;
import dev.baton.config.ShownConfig;
import dev.baton.config.SourceLoss;
import dev.baton.render.Block.Column;
import dev.baton.render.Block.Tone;
import dev.baton.render.Block.Toned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a configuration. */
public final class ConfigView implements View<ShownConfig> {
    @Override
    public String kind() {
        return "Config";
    }

    @Override
    public List<Block> blocks(ShownConfig config) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.lines(new Toned("Configuration from " + config.file(), Tone.BOLD)));
        blocks.add(new Block.Table(
                List.of(Column.text("CLUSTER"), Column.text("PROPERTY"), Column.text("VALUE")), properties(config)));
        config.flows().forEach(flow -> blocks.add(flow(flow)));
        return blocks;
    }

    @Override
    public Csv csv(ShownConfig config) {
        return new Csv(List.of("cluster", "property", "value"), properties(config));
    }

    private static List<List<@Nullable Object>> properties(ShownConfig config) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (ShownConfig.Cluster cluster : config.clusters()) {
            cluster.properties().forEach((name, value) -> rows.add(Block.row(cluster.alias(), name, value)));
        }
        return rows;
    }

    private static Block flow(ShownConfig.Flow flow) {
        Short factor = flow.replicationFactor();
        String naming = flow.topicPrefix().isEmpty() ? "names kept" : "names get the prefix " + flow.topicPrefix();
        return Block.lines(
                new Toned("Flow " + flow.from() + " -> " + flow.to(), Tone.BOLD),
                "  topics        " + String.join(", ", flow.topics()),
                "    but not     " + String.join(", ", flow.topicsExclude()),
                "  groups        " + String.join(", ", flow.groups()),
                "    but not     " + String.join(", ", flow.groupsExclude()),
                "  policy        " + naming,
                "  offsets       " + offsets(flow),
                "  replicas      " + (factor == null ? "as the broker's default" : factor),
                "  configs       " + configs(flow.following()),
                "  rights        " + (flow.following().acls() ? "on topics copied" : "not copied"),
                "  commits wait  for the records of "
                        + (flow.following().consistency() == GroupsConsistency.FLOW
                                ? "the whole flow"
                                : "their own partition"),
                "  source loss   "
                        + (flow.onSourceLoss() == SourceLoss.STOP
                                ? "stops a partition"
                                : "is recorded, and a partition goes on"),
                "  as MM2 does   " + emitted(flow.following()));
    }

    private static String offsets(ShownConfig.Flow flow) {
        StringBuilder text = new StringBuilder(DocumentWriter.Words.of(flow.offsets()));
        Map<String, List<String>> some = new LinkedHashMap<>();
        some.put("preserve", flow.offsetsPreserve());
        some.put("map", flow.offsetsMap());
        some.put("auto", flow.offsetsAuto());
        some.forEach((mode, topics) ->
                text.append(topics.isEmpty() ? "" : ", but " + mode + " for " + String.join(", ", topics)));
        return text.toString();
    }

    private static String configs(Following following) {
        String but = ", but not " + String.join(", ", following.configsExclude());
        return (following.configs() ? "followed" : "copied once")
                + (following.configsExclude().isEmpty() ? "" : but);
    }

    private static String emitted(Following following) {
        List<String> emitted = new ArrayList<>();
        if (following.checkpoints()) {
            emitted.add("checkpoints");
        }
        if (following.heartbeats()) {
            emitted.add("heartbeats");
        }
        return emitted.isEmpty() ? "nothing written" : String.join(" and ", emitted) + " written";
    }
}
