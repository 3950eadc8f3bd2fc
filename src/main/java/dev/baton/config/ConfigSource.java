package dev.baton.config;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the configuration: in flags, or in the first file that there is. */
public final class ConfigSource {
    private static final String DEFAULT_SOURCE = "source";
    private static final String DEFAULT_TARGET = "target";

    private final Path directory;

    public ConfigSource(Map<String, String> variables, Path directory) {
        this.directory = directory;
    }

    /** The flow that the command line asks for. */
    public Flow flow(FlowRequest request) {
        if (request.givesClusters()) {
            return fromFlags(request);
        }
        throw new BatonException(
                FailureKind.USAGE, "no clusters given", "give --source-bootstrap and --target-bootstrap");
    }

    private Flow fromFlags(FlowRequest request) {
        String from = request.from() == null ? DEFAULT_SOURCE : request.from();
        String to = request.to() == null ? DEFAULT_TARGET : request.to();
        ClusterConfig source = cluster(from, request.sourceBootstrap(), request.sourceConfig());
        ClusterConfig target = cluster(to, request.targetBootstrap(), request.targetConfig());
        if (target == null) {
            throw BatonException.usage("no target cluster given; add --target-bootstrap or --target-config");
        }
        return new Flow(FlowConfig.everything(from, to), source, target, request.from() != null);
    }

    private @Nullable ClusterConfig cluster(String alias, @Nullable String bootstrap, @Nullable Path file) {
        if (bootstrap == null && file == null) {
            return null;
        }
        Map<String, String> properties = file == null ? new TreeMap<>() : read(file);
        if (bootstrap != null) {
            properties.put("bootstrap.servers", bootstrap);
        }
        return new ClusterConfig(alias, properties);
    }

    private Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(directory.resolve(file))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new BatonException(FailureKind.USAGE, "cannot read " + file, null, e);
        }
        Map<String, String> result = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> result.put(name, properties.getProperty(name)));
        return result;
    }
}
