package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** The bootstrap addresses of a cluster, and what a plain TCP connection to them meets: for messages only. */
final class Bootstrap {
    private static final int PROBE_MILLIS = 250;
    private static final int PROBED = 3;

    private final List<String> addresses;

    Bootstrap(ClusterConfig config) {
        addresses = Arrays.stream(config.bootstrapServers().split(",", -1))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .toList();
    }

    /** Whether each address has a host and a port. */
    boolean isWellFormed() {
        return !addresses.isEmpty() && addresses.stream().allMatch(a -> port(a) != null && Utils.getHost(a) != null);
    }

    /** Whether at least one name is known to the resolver. */
    boolean isResolvable() {
        return addresses.stream().anyMatch(address -> !socketAddress(address).isUnresolved());
    }

    /** What is wrong with the first addresses, in a few words each. */
    String diagnosis() {
        if (!isWellFormed()) {
            return "bootstrap.servers is not a list of host:port";
        }
        return addresses.stream().limit(PROBED).map(this::probe).collect(Collectors.joining(", "));
    }

    private String probe(String address) {
        InetSocketAddress target = socketAddress(address);
        if (target.isUnresolved()) {
            return address + " does not resolve";
        }
        try (Socket socket = new Socket()) {
            socket.connect(target, PROBE_MILLIS);
            return address + " takes connections but does not answer";
        } catch (ConnectException e) {
            return address + " refuses connections";
        } catch (IOException e) {
            return address + " cannot be reached";
        }
    }

    private static InetSocketAddress socketAddress(String address) {
        Integer port = port(address);
        return new InetSocketAddress(Utils.getHost(address), port == null ? 0 : port);
    }

    private static @Nullable Integer port(String address) {
        try {
            return Utils.getPort(address);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
