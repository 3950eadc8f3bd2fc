package dev.baton.soak;

import dev.baton.testkit.CuttingProxy;
import dev.baton.testkit.KafkaCluster;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ways into a cluster that can be cut: one to each of its brokers, which names no other address to those who come in by it. */
final class Ways implements AutoCloseable {
    private final List<CuttingProxy> proxies;

    /** @param cluster described as proxied */
    Ways(KafkaCluster cluster) {
        proxies = IntStream.rangeClosed(1, cluster.brokers())
                .mapToObj(cluster::proxy)
                .toList();
    }

    String bootstrap() {
        return proxies.stream().map(CuttingProxy::bootstrap).collect(Collectors.joining(","));
    }

    /** Resets every connection to one broker, whatever is on its way. */
    void cut(int node) {
        proxies.get(node - 1).cut();
    }

    @Override
    public void close() {
        proxies.forEach(CuttingProxy::close);
    }
}
