package dev.baton.bench;

import dev.baton.testkit.KafkaCluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A cluster of one broker that tells how many requests of each kind it has served. */
record MeteredCluster(KafkaCluster cluster, int port) implements AutoCloseable {

    static MeteredCluster start(String name) throws IOException {
        int port = free();
        KafkaCluster cluster = KafkaCluster.named(name)
                .with("offsets.topic.num.partitions", "50")
                .with("broker.session.timeout.ms", "9000")
                .jvm(
                        "-XX:TieredStopAtLevel=4",
                        "-Xmx1g",
                        "-Dcom.sun.management.jmxremote.host=127.0.0.1",
                        "-Dcom.sun.management.jmxremote.port=" + port,
                        "-Dcom.sun.management.jmxremote.rmi.port=" + port,
                        "-Djava.rmi.server.hostname=127.0.0.1",
                        "-Dcom.sun.management.jmxremote.authenticate=false",
                        "-Dcom.sun.management.jmxremote.ssl=false")
                .start();
        return new MeteredCluster(cluster, port);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Requests served since the broker's start, by kind; those of the broker to itself left out. */
    // JNDI: the registry is that of a broker of ours on this machine
    @SuppressWarnings("BanJNDI")
    Map<String, Long> requests() throws IOException, JMException {
        String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi";
        Map<String, Long> counts = new TreeMap<>();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url))) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            ObjectName all = new ObjectName("kafka.network:type=RequestMetrics,name=RequestsPerSec,*");
            for (ObjectName bean : beans.queryNames(all, null)) {
                String kind = bean.getKeyProperty("request");
                if (!kind.equals("BrokerHeartbeat") && !kind.equals("BrokerRegistration")) {
                    counts.merge(kind, (Long) beans.getAttribute(bean, "Count"), Long::sum);
                }
            }
        }
        return counts;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
