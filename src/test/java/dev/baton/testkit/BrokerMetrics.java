package dev.baton.testkit;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What a broker counts, read over JMX. */
public record BrokerMetrics(int port) {

    /** Of a broker that is yet to start, with {@link #jvmOptions}. */
    public static BrokerMetrics prepare() {
        return new BrokerMetrics(Ports.free());
    }

    /** For {@link ClusterSpec#jvm}. */
    public String[] jvmOptions() {
        return new String[] {
            "-Dcom.sun.management.jmxremote.host=127.0.0.1",
            "-Dcom.sun.management.jmxremote.port=" + port,
            "-Dcom.sun.management.jmxremote.rmi.port=" + port,
            "-Djava.rmi.server.hostname=127.0.0.1",
            "-Dcom.sun.management.jmxremote.authenticate=false",
            "-Dcom.sun.management.jmxremote.ssl=false"
        };
    }

    /** An attribute of each bean whose name matches. */
    // JNDI: the registry is that of a broker of ours on this machine
    @SuppressWarnings("BanJNDI")
    public Map<ObjectName, Number> read(String beans, String attribute) {
        String url = "service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi";
        Map<ObjectName, Number> numbers = new HashMap<>();
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(url))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            for (ObjectName bean : server.queryNames(new ObjectName(beans), null)) {
                numbers.put(bean, (Number) server.getAttribute(bean, attribute));
            }
            return numbers;
        } catch (IOException | JMException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same added up, over a listener's network threads for example; at least one bean is to match. */
    public long sum(String beans, String attribute) {
        Map<ObjectName, Number> numbers = read(beans, attribute);
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("the broker has no " + beans);
        }
        return Math.round(
                numbers.values().stream().mapToDouble(Number::doubleValue).sum());
    }
}
