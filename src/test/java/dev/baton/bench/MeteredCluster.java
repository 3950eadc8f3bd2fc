package dev.baton.bench;

import dev.baton.testkit.BrokerMetrics;
import dev.baton.testkit.KafkaCluster;
import java.util.Map;
import java.util.TreeMap;

/** A cluster of one broker that tells how many requests of each kind it has served. */
record MeteredCluster(KafkaCluster cluster, BrokerMetrics metrics) implements AutoCloseable {

    static MeteredCluster start(String name) {
        BrokerMetrics metrics = BrokerMetrics.prepare();
        KafkaCluster cluster = KafkaCluster.named(name)
                .with("offsets.topic.num.partitions", "50")
                .with("broker.session.timeout.ms", "9000")
                .jvm("-XX:TieredStopAtLevel=4", "-Xmx1g")
                .jvm(metrics.jvmOptions())
                .start();
        return new MeteredCluster(cluster, metrics);
    }

    /** Requests served since the broker's start, by kind; those of the broker to itself left out. */
    Map<String, Long> requests() {
        Map<String, Long> counts = new TreeMap<>();
        metrics.read("kafka.network:type=RequestMetrics,name=RequestsPerSec,*", "Count")
                .forEach((bean, count) -> counts.merge(bean.getKeyProperty("request"), count.longValue(), Long::sum));
        counts.keySet().removeIf(kind -> kind.equals("BrokerHeartbeat") || kind.equals("BrokerRegistration"));
        return counts;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
