package dev.baton.wire;

import dev.baton.cluster.Handshake;
import dev.baton.config.ClusterConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.failure.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * One set of connections to a cluster, driven by one thread: kafka-clients' own network client (TLS, SASL, version
 * negotiation, throttling), our own requests. Not safe for use by several threads, {@link #wakeup} apart.
 */
final class Rpc implements AutoCloseable {
    /** For calls that are waited for: a broker that hangs must not hold up what could go on with another. */
    static final int CALL_TIMEOUT_MS = 10_000;

    private static final int SOCKET_BUFFER_BYTES = 1 << 20;

    private final Time time = Time.SYSTEM;
    private final ClusterConfig cluster;
    private final Metrics metrics = new Metrics();
    private final NetworkClient client;
    private final int requestTimeoutMs;
    private final Contacts contacts;
    private final Suspects suspects;
    private final int maxInFlight;
    private final BooleanSupplier mayLeave;
    private final Map<Node, Deque<Outgoing>> outbox = new HashMap<>();
    private final Map<Node, Long> connections = new HashMap<>();
    private long made;
    private @Nullable RuntimeException callbackFailure;

    Rpc(ClusterConfig cluster, String clientId, int maxInFlightPerBroker) {
        this(cluster, clientId, maxInFlightPerBroker, () -> true);
    }

    /**
     * Connects to nothing yet.
     *
     * @param mayLeave whether a request that had to wait may still leave; asked just before it does, else it is lost
     */
    Rpc(ClusterConfig cluster, String clientId, int maxInFlightPerBroker, BooleanSupplier mayLeave) {
        this.cluster = cluster;
        this.maxInFlight = maxInFlightPerBroker;
        this.mayLeave = mayLeave;
        Map<String, Object> properties = new HashMap<>(cluster.properties());
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        properties.putIfAbsent(AdminClientConfig.SEND_BUFFER_CONFIG, SOCKET_BUFFER_BYTES);
        properties.putIfAbsent(AdminClientConfig.RECEIVE_BUFFER_CONFIG, SOCKET_BUFFER_BYTES);
        AdminClientConfig config = new AdminClientConfig(properties);
        requestTimeoutMs = config.getInt(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG);
        suspects = new Suspects(Duration.ofMillis(Math.min(CALL_TIMEOUT_MS, requestTimeoutMs)));
        contacts = new Contacts(ClientUtils.parseAndValidateAddresses(config));
        client = ClientUtils.createNetworkClient(
                config,
                clientId,
                metrics,
                "baton-wire",
                new LogContext("[" + clientId + " " + cluster.alias() + "] "),
                new ApiVersions(),
                time,
                maxInFlightPerBroker,
                requestTimeoutMs,
                null,
                new ManualMetadataUpdater(),
                new DefaultHostResolver(),
                null,
                null);
    }

    /** A broker to ask for metadata: each call gives another one. */
    Node anyNode() {
        Node node = contacts.current();
        contacts.advance();
        return node;
    }

    /** {@link #call} to any broker that answers. */
    <T extends AbstractResponse> T callAny(AbstractRequest.Builder<?> request, Class<T> type) {
        for (int i = 1; i < contacts.count(); i++) {
            try {
                return call(contacts.current(), request, type);
            } catch (BatonException e) {
                if (e.kind() != FailureKind.UNREACHABLE) {
                    throw e;
                }
                contacts.advance();
            }
        }
        return call(contacts.current(), request, type);
    }

    /**
     * Sends and waits for the answer; connects, authenticates and negotiates the version where needed.
     *
     * @throws BatonException where the broker cannot be reached, or refuses the principal
     */
    <T extends AbstractResponse> T call(Node node, AbstractRequest.Builder<?> request, Class<T> type) {
        Duration patience = suspects.patience(node, time.nanoseconds());
        if (patience == null) {
            throw unreachable(node, null);
        }
        awaitPause(node);
        long deadline = time.nanoseconds() + patience.toNanos();
        try {
            if (!NetworkClientUtils.awaitReady(client, node, time, patience.toMillis())) {
                throw noAnswer(node, null, deadline);
            }
            ClientResponse response = exchange(node, request, deadline);
            suspects.answered(node);
            return learn(type.cast(response.responseBody()));
        } catch (AuthenticationException e) {
            throw refused(e);
        } catch (UnsupportedVersionException e) {
            throw tooOld(e);
        } catch (IOException | DisconnectException e) {
            throw noAnswer(node, e, deadline);
        }
    }

    // a pause that the broker asked for is no silence of the broker
    private void awaitPause(Node node) {
        for (long pause = pause(node); pause > 0; pause = pause(node)) {
            Pause.take(Duration.ofMillis(pause));
        }
    }

    // where nothing comes in, NetworkClientUtils.sendAndReceive looks at the clock once in 30 seconds
    private ClientResponse exchange(Node node, AbstractRequest.Builder<?> request, long deadline) throws IOException {
        ClientRequest sent = newRequest(node, request, millisTo(deadline), response -> {});
        client.send(sent, time.milliseconds());
        while (true) {
            for (ClientResponse response : client.poll(millisTo(deadline), time.milliseconds())) {
                if (response.requestHeader().correlationId() != sent.correlationId()) {
                    continue;
                }
                if (response.wasDisconnected()) {
                    throw new IOException("the connection was lost before the answer, or given up");
                }
                if (response.versionMismatch() != null) {
                    throw response.versionMismatch();
                }
                return response;
            }
        }
    }

    // rounded up, so that whoever waited so long has reached it
    private int millisTo(long deadline) {
        return 1
                + (int) Math.max(
                        0, Duration.ofNanos(deadline - time.nanoseconds()).toMillis());
    }

    private BatonException tooOld(UnsupportedVersionException cause) {
        return new BatonException(
                FailureKind.REFUSED, "cluster " + cluster.alias() + " is too old: " + cause.getMessage(), null, cause);
    }

    // one that refuses connections costs nothing, and is asked again at once
    private BatonException noAnswer(Node node, @Nullable Exception cause, long deadline) {
        long now = time.nanoseconds();
        if (now - deadline >= 0) {
            suspects.hung(node, now);
        }
        return unreachable(node, cause);
    }

    /** A request that waits for the one before it to leave: the network client takes them one at a time. */
    private record Outgoing(ClientRequest request, Runnable lost) {}

    /**
     * Sends without waiting, if the connection is up and its window has room; requests for one broker leave in this order. One
     * that may not leave yet, for those before it or a pause that the broker asked for, waits.
     *
     * @param done called from within {@link #poll} with the answer, or with null where there is none: after a lost connection
     *     or a timeout, or where it could not be sent in the end
     * @return whether it was taken; if not, a connection attempt is under way or the window is full
     */
    <T extends AbstractResponse> boolean send(
            Node node, AbstractRequest.Builder<?> request, Class<T> type, Consumer<@Nullable T> done) {
        if (!hasRoom(node, 1)) {
            return false;
        }
        ClientRequest wanted = newRequest(node, request, requestTimeoutMs, r -> complete(r, type, done));
        Deque<Outgoing> waiting = outbox.computeIfAbsent(node, n -> new ArrayDeque<>());
        if (waiting.isEmpty() && client.ready(node, time.milliseconds())) {
            client.send(wanted, time.milliseconds());
        } else {
            waiting.add(new Outgoing(wanted, () -> done.accept(null)));
        }
        return true;
    }

    /** Whether so many requests can be sent now; starts a connection attempt where there is no connection. */
    boolean hasRoom(Node node, int requests) {
        return connection(node) >= 0 && maxInFlight - inFlight(node) >= requests;
    }

    /**
     * A number for the connection to the broker, which no other connection has or had, whether it can be sent by now or the
     * broker asked for a pause; -1 where there is none. Then one is being made: no connection comes to be in another way, so
     * that none is missed between two questions.
     */
    long connection(Node node) {
        Long known = connections.get(node);
        if (known != null && !client.connectionFailed(node)) {
            return known;
        }
        connections.remove(node);
        if (!connect(node)) {
            return -1;
        }
        long number = made++;
        connections.put(node, number);
        return number;
    }

    private boolean connect(Node node) {
        if (client.ready(node, time.milliseconds())) {
            return true;
        }
        AuthenticationException refusal = client.authenticationException(node);
        if (refusal != null) {
            throw refused(refusal);
        }
        return false;
    }

    /** Whether there is the connection that was asked for last. */
    boolean isConnected(Node node) {
        return connections.containsKey(node) && !client.connectionFailed(node);
    }

    /** Whether the broker asked for a pause that is not over (KIP-219): it does not even read what is sent meanwhile. */
    boolean isPaused(Node node) {
        return pause(node) > 0;
    }

    private long pause(Node node) {
        return client.throttleDelayMs(node, time.milliseconds());
    }

    private void flush() {
        if (outbox.values().stream().allMatch(Deque::isEmpty)) {
            return;
        }
        // an answer may make its receiver send, so the map can grow meanwhile
        List.copyOf(outbox.entrySet()).forEach(entry -> {
            Node node = entry.getKey();
            Deque<Outgoing> waiting = entry.getValue();
            while (!waiting.isEmpty() && client.isReady(node, time.milliseconds()) && mayLeave.getAsBoolean()) {
                client.send(waiting.remove().request(), time.milliseconds());
                client.poll(0, time.milliseconds());
            }
            if (!waiting.isEmpty() && !(isConnected(node) && mayLeave.getAsBoolean())) {
                List<Outgoing> lost = List.copyOf(waiting);
                waiting.clear();
                lost.forEach(outgoing -> outgoing.lost().run());
            }
        });
    }

    // the network client logs and swallows what a callback throws, hence it is kept and thrown by poll
    private <T extends AbstractResponse> void complete(
            ClientResponse response, Class<T> type, Consumer<@Nullable T> done) {
        if (response.versionMismatch() != null) {
            callbackFailure = tooOld(response.versionMismatch());
        }
        try {
            done.accept(response.hasResponse() ? learn(type.cast(response.responseBody())) : null);
        } catch (RuntimeException e) {
            callbackFailure = e;
        }
    }

    private <T extends AbstractResponse> T learn(T response) {
        if (response instanceof MetadataResponse metadata && !metadata.brokers().isEmpty()) {
            contacts.learned(metadata.brokers());
        }
        return response;
    }

    /** Moves bytes and runs callbacks, for at most that many milliseconds. */
    void poll(long millis) {
        flush();
        client.poll(millis, time.milliseconds());
        flush();
        RuntimeException failure = callbackFailure;
        if (failure != null) {
            callbackFailure = null;
            throw failure;
        }
    }

    /** Requests sent and not answered, those that wait to leave included. */
    int inFlight(Node node) {
        Deque<Outgoing> waiting = outbox.get(node);
        return client.inFlightRequestCount(node.idString()) + (waiting == null ? 0 : waiting.size());
    }

    /** Ends a {@link #poll} of another thread. */
    void wakeup() {
        client.wakeup();
    }

    /** How long an answer is waited for before the connection is given up. */
    int requestTimeoutMs() {
        return requestTimeoutMs;
    }

    ClusterConfig cluster() {
        return cluster;
    }

    private ClientRequest newRequest(
            Node node, AbstractRequest.Builder<?> request, int timeoutMs, Consumer<ClientResponse> completion) {
        return client.newClientRequest(
                node.idString(), request, time.milliseconds(), true, timeoutMs, completion::accept);
    }

    private BatonException unreachable(Node node, @Nullable Exception cause) {
        return new BatonException(
                FailureKind.UNREACHABLE,
                "cluster " + cluster.alias() + ": no answer from " + node.host() + ":" + node.port(),
                null,
                cause);
    }

    private BatonException refused(AuthenticationException cause) {
        Handshake failed = Handshake.failed(cluster, cause);
        return new BatonException(
                FailureKind.UNAUTHORISED,
                "cluster " + cluster.alias() + " (" + cluster.bootstrapServers() + ") could not be connected to: "
                        + failed.what(),
                failed.remedy(),
                cause);
    }

    @Override
    public void close() {
        client.close();
        metrics.close();
    }
}
