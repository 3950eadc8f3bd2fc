package dev.baton.config;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the configuration: in flags, or in the first file that there is. */
public final class ConfigSource {
    private static final String DEFAULT_SOURCE = "source";
    private static final String DEFAULT_TARGET = "target";
    private static final String FLAGS = "flags";
    private static final Pattern MM2 = Pattern.compile("(?m)^\\s*clusters\\s*=");
    private static final Pattern STRIMZI = Pattern.compile("(?m)^kind:\\s*[\"']?KafkaMirrorMaker2\\b");

    private final Map<String, String> variables;
    private final Path directory;
    private final Placeholders placeholders;

    /**
     * @param variables the environment
     * @param directory where relative paths of flags start
     */
    public ConfigSource(Map<String, String> variables, Path directory) {
        this(variables, directory, Placeholders.filledFrom(variables));
    }

    private ConfigSource(Map<String, String> variables, Path directory, Placeholders placeholders) {
        this.variables = Map.copyOf(variables);
        this.directory = directory;
        this.placeholders = placeholders;
    }

    /** The same source, which leaves placeholders of config providers as they are written: for what is passed on. */
    public ConfigSource asWritten() {
        return new ConfigSource(variables, directory, Placeholders.asWritten());
    }

    /** The flow that the command line asks for. */
    public Flow flow(FlowRequest request) {
        return flow(load(request).orThrow(), request);
    }

    /** The same where Baton is to mirror it. */
    public Flow flowToMirror(FlowRequest request) {
        BatonConfig config = load(request).orThrow();
        Flow flow = flow(config, request);
        config.requireOneWay(flow.config());
        return flow;
    }

    private static Flow flow(BatonConfig config, FlowRequest request) {
        FlowConfig flow = request.givesClusters() ? config.flows().get(0) : choose(config, request);
        ClusterConfig target = config.clusters().get(flow.to());
        if (target == null) {
            throw BatonException.usage("no target cluster given; add --target-bootstrap or --target-config");
        }
        boolean named = !request.givesClusters() || request.from() != null;
        return new Flow(flow, config.clusters().get(flow.from()), target, named);
    }

    /** All of the configuration, with everything that is wrong with it. */
    public LoadedConfig load(FlowRequest request) {
        if (!request.givesClusters()) {
            return fromFile(locate(request));
        }
        if (request.config() != null) {
            throw BatonException.usage("give either --config or the clusters by flags, not both");
        }
        return fromFlags(request);
    }

    private static FlowConfig choose(BatonConfig config, FlowRequest request) {
        List<FlowConfig> flows = config.flows().stream()
                .filter(flow -> request.from() == null || request.from().equals(flow.from()))
                .filter(flow -> request.to() == null || request.to().equals(flow.to()))
                .toList();
        if (flows.size() == 1) {
            return flows.get(0);
        }
        if (flows.isEmpty() && request.from() != null && request.to() != null) {
            // the way back of a flow that keeps names need not be written down to be wanted
            List<FlowConfig> back = config.flows().stream()
                    .filter(flow -> flow.naming().isIdentity())
                    .filter(flow ->
                            flow.from().equals(request.to()) && flow.to().equals(request.from()))
                    .toList();
            if (back.size() == 1) {
                return back.get(0).turned();
            }
        }
        String all = config.flows().stream()
                .map(flow -> "--from " + flow.from() + " --to " + flow.to())
                .collect(Collectors.joining("\n"));
        String message = flows.isEmpty() ? "the configuration has no such flow" : "the configuration has several flows";
        throw new BatonException(FailureKind.USAGE, message, "choose one of\n" + all);
    }

    private LoadedConfig fromFlags(FlowRequest request) {
        String from = request.from() == null ? DEFAULT_SOURCE : request.from();
        String to = request.to() == null ? DEFAULT_TARGET : request.to();
        Problems problems = new Problems(FLAGS);
        if (from.equals(to)) {
            problems.add((Integer) null, "--from and --to are both '" + from + "'", "name two clusters");
        }
        ClusterReader reader = new ClusterReader(directory, placeholders);
        Map<String, ClusterConfig> clusters = new LinkedHashMap<>();
        if (request.sourceBootstrap() != null || request.sourceConfig() != null) {
            clusters.put(from, reader.read(from, request.sourceBootstrap(), request.sourceConfig(), problems));
        }
        if (request.targetBootstrap() != null || request.targetConfig() != null) {
            clusters.put(to, reader.read(to, request.targetBootstrap(), request.targetConfig(), problems));
        }
        BatonConfig config = new BatonConfig(clusters, List.of(FlowConfig.everything(from, to)));
        return new LoadedConfig(FLAGS, config, problems.sorted());
    }

    private LoadedConfig fromFile(Path file) {
        Path path = directory.resolve(file);
        Problems problems = new Problems(file.toString());
        String text = text(path, problems);
        Path base = path.toAbsolutePath().getParent();
        if (problems.count() > 0 || base == null) {
            return new LoadedConfig(file.toString(), new BatonConfig(Map.of(), List.of()), problems.sorted());
        }
        Optional<ForeignConfig> foreign = foreign(text, problems);
        if (foreign.isPresent()) {
            return imported(file, base, foreign.get().yaml(), problems);
        }
        BatonConfig config = new BatonYaml(base, placeholders, problems).read(text);
        return new LoadedConfig(file.toString(), config, problems.sorted());
    }

    /** Lines of what was made from the file are not those of the file. */
    private LoadedConfig imported(Path file, Path base, String yaml, Problems problems) {
        Problems found = new Problems(file.toString());
        BatonConfig config = new BatonYaml(base, placeholders, found).read(yaml);
        found.sorted()
                .forEach(problem ->
                        problems.add(new Problem(problem.file(), null, problem.message(), problem.remedy())));
        return new LoadedConfig(file.toString(), config, problems.sorted());
    }

    /** What an {@code mm2.properties} or a Strimzi resource says; empty where the text is neither. */
    private static Optional<ForeignConfig> foreign(String text, Problems problems) {
        if (STRIMZI.matcher(text).find()) {
            return Optional.of(new StrimziResource(text, problems).read());
        }
        return MM2.matcher(text).find()
                ? Optional.of(new MirrorMakerProperties(text, problems).read())
                : Optional.empty();
    }

    /** A {@code baton.yaml} that says what the configuration of MirrorMaker 2 in a file says. */
    public Exported importFrom(Path file) {
        Problems problems = new Problems(file.toString());
        String text = text(directory.resolve(file), problems);
        Optional<ForeignConfig> foreign = foreign(text, problems);
        if (foreign.isEmpty() && problems.count() == 0) {
            problems.add((Integer) null, "is neither an mm2.properties nor a Strimzi KafkaMirrorMaker2", null);
        }
        if (problems.count() > 0) {
            throw BatonException.usage(
                    problems.sorted().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return foreign.orElseThrow().exported();
    }

    private static String text(Path path, Problems problems) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            problems.add((Integer) null, "cannot be read: " + PropertiesFile.reason(e), null);
            return "";
        }
    }

    private Path locate(FlowRequest request) {
        Path chosen = chosen(request.config());
        if (chosen != null) {
            return chosen;
        }
        for (Path candidate : usual()) {
            if (Files.exists(directory.resolve(candidate))) {
                return candidate;
            }
        }
        throw new BatonException(
                FailureKind.USAGE,
                "no configuration found",
                "write a baton.yaml here, name one with --config, or give --source-bootstrap and --target-bootstrap");
    }

    private @Nullable Path chosen(@Nullable Path flag) {
        String variable = variables.getOrDefault("BATON_CONFIG", "");
        if (flag != null) {
            return flag;
        }
        return variable.isEmpty() ? null : Path.of(variable);
    }

    private List<Path> usual() {
        List<Path> usual = new ArrayList<>();
        usual.add(Path.of("baton.yaml"));
        String home = variables.getOrDefault("HOME", "");
        String config = variables.getOrDefault("XDG_CONFIG_HOME", "");
        if (!config.isEmpty()) {
            usual.add(Path.of(config, "baton", "baton.yaml"));
        } else if (!home.isEmpty()) {
            usual.add(Path.of(home, ".config", "baton", "baton.yaml"));
        }
        return usual;
    }
}
