package dev.baton.metrics;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.mirror.MirrorView;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves {@code /metrics} to Prometheus: the mirror's own, and those of its JVM. */
public final class MetricsServer implements AutoCloseable {
    private final HTTPServer server;

    private MetricsServer(HTTPServer server) {
        this.server = server;
    }

    /**
     * Listens.
     *
     * @param host the address to listen on
     * @param port 0 for any that is free
     * @param views asked at each scrape
     * @param maxRate bytes a second; null without a limit
     * @throws BatonException where the address cannot be listened on
     */
    public static MetricsServer start(String host, int port, Supplier<MirrorView> views, @Nullable Long maxRate) {
        PrometheusRegistry registry = new PrometheusRegistry();
        registry.register(new MirrorCollector(views, maxRate));
        JvmMetrics.builder().register(registry);
        try {
            return new MetricsServer(HTTPServer.builder()
                    .hostname(host)
                    .port(port)
                    .registry(registry)
                    .buildAndStart());
        } catch (IOException | IllegalArgumentException e) {
            throw new BatonException(
                    FailureKind.USAGE,
                    "metrics cannot be served on " + host + ":" + port + ": " + e.getMessage(),
                    "choose another --metrics-port or --metrics-host",
                    e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
