package dev.baton.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.Uuid;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A cluster of one node in a container, for the tests that kill no process. It is what {@code mvn -Pcontainers verify} runs
 * them on; system property {@code baton.testkit.image} names another image than {@value #IMAGE}.
 */
final class ContainerCluster implements KafkaCluster {
    static final String IMAGE = "apache/kafka:4.3.1";

    private final String name;
    private final KafkaContainer container;
    private boolean paused;

    ContainerCluster(ClusterSpec spec) {
        if (spec.brokers != 1) {
            throw new UnsupportedOperationException("a cluster in a container has one node, not " + spec.brokers);
        }
        this.name = spec.name;
        this.container = new KafkaContainer(DockerImageName.parse(System.getProperty("baton.testkit.image", IMAGE))
                .asCompatibleSubstituteFor("apache/kafka"));
        container.withStartupTimeout(Duration.ofMinutes(3)); // two cores under load need more than the default minute
        container.withEnv("CLUSTER_ID", Uuid.randomUuid().toString()); // else every container is the same cluster
        NodeProperties.smallAndQuick(1).forEach(this::set);
        spec.serverProperties.forEach(this::set);
    }

    /** Whether the tests shall run on containers. */
    static boolean chosen() {
        return "containers".equals(System.getProperty("baton.testkit.backend"));
    }

    /** Whether a Docker engine answers. */
    static boolean possible() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String bootstrap() {
        return container.getBootstrapServers().replaceFirst("^[A-Z]+://", "");
    }

    @Override
    public String bootstrap(String listener) {
        throw new UnsupportedOperationException(
                "a test of secured clients runs on processes: do not tag it \"containers\"");
    }

    @Override
    public int brokers() {
        return 1;
    }

    @Override
    public void pause(int node) {
        container
                .getDockerClient()
                .pauseContainerCmd(container.getContainerId())
                .exec();
        paused = true;
    }

    @Override
    public void resume(int node) {
        if (paused) {
            container
                    .getDockerClient()
                    .unpauseContainerCmd(container.getContainerId())
                    .exec();
        }
        paused = false;
    }

    @Override
    public CuttingProxy proxy(int node) {
        throw new UnsupportedOperationException(
                "a test that cuts connections runs on processes: do not tag it \"containers\"");
    }

    @Override
    public void fillDisk(int node) {
        throw new UnsupportedOperationException(
                "a test that fills a disk runs on processes: do not tag it \"containers\"");
    }

    @Override
    public void kill(int node) {
        throw new UnsupportedOperationException(
                "a test that kills a broker runs on processes: do not tag it \"containers\"");
    }

    @Override
    public List<String> log(int node) {
        return container.getLogs().lines().toList();
    }

    @Override
    public void stop(int node) {
        throw new UnsupportedOperationException(
                "a test that stops a broker runs on processes: do not tag it \"containers\"");
    }

    @Override
    public void revive() {
        if (container.isRunning()) {
            resume(1);
        } else {
            container.start();
        }
    }

    @Override
    public boolean isUp() {
        return !paused && container.isRunning();
    }

    @Override
    public void close() {
        container.stop();
    }

    /** The image's rule: a property's dots become underscores, its underscores two, its dashes three. */
    private void set(String property, String value) {
        String variable = property.replace("_", "__").replace("-", "___").replace('.', '_');
        container.withEnv("KAFKA_" + variable.toUpperCase(Locale.ROOT), value);
    }
}
