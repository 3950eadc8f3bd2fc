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

/** The bootstrap addresses of a cluster, and what a plain TCP connection to them meets. */
final class Bootstrap {
    private static final int PROBE_MILLIS = 250;
    private static final int PROBED = 3;
    private static final String SPEAKS_TLS = " speaks TLS: security.protocol has to be SSL or SASL_SSL";
    private static final int ANSWER_MILLIS = 250;
    private static final String REFUSES = " refuses connections";

    private final List<String> addresses;
    private final boolean tls;

    Bootstrap(ClusterConfig config) {
        tls = config.properties().getOrDefault("security.protocol", "PLAINTEXT").endsWith("SSL");
        addresses = Arrays.stream(config.bootstrapServers().split(",", -1))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .toList();
    }

    /** Host and port pairs, as configured. */
    List<String> addresses() {
        return addresses;
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

    /** Whether each address refuses connections: its machine is up, and nobody listens there. */
    boolean refusesAll() {
        return isWellFormed()
                && addresses.stream().allMatch(address -> probe(address).equals(address + REFUSES));
    }

    private String probe(String address) {
        InetSocketAddress target = socketAddress(address);
        if (target.isUnresolved()) {
            return address + " does not resolve";
        }
        try (Socket socket = new Socket()) {
            socket.connect(target, PROBE_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            return address + says(FirstWords.of(socket));
        } catch (ConnectException e) {
            return address + REFUSES;
        } catch (IOException e) {
            return address + " cannot be reached";
        }
    }

    private String says(FirstWords words) {
        if (words == FirstWords.TLS && !tls) {
            return SPEAKS_TLS;
        }
        return words == FirstWords.KAFKA && tls
                ? " speaks no TLS: security.protocol has to be PLAINTEXT or SASL_PLAINTEXT"
                : " takes connections but does not answer";
    }

    /** The address of a broker that speaks TLS where the client would not, which would cost it its memory; null if none. */
    @Nullable
    String tlsUnawares() {
        return tls || !isWellFormed()
                ? null
                : addresses.stream()
                        .limit(1)
                        .map(this::probe)
                        .filter(found -> found.endsWith(SPEAKS_TLS))
                        .findFirst()
                        .orElse(null);
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
