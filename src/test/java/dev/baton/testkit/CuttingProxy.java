package dev.baton.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.protocol.ApiKeys;
import org.awaitility.Awaitility;

/** A way to a broker that can be made long, stuck, and cut at any instant, in the middle of a request or of its answer. */
public final class CuttingProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 4 * 1024;
    private static final byte[] END = {};

    private final ServerSocket server;
    private final int brokerPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Way> toBroker = ConcurrentHashMap.newKeySet();
    private volatile long latencyNanos;

    /** Bytes on their way. */
    private record Chunk(byte[] bytes, long dueNanos) {}

    /** One direction of a connection. */
    private static final class Way {
        private final Socket from;
        private final Socket to;
        private final BlockingQueue<Chunk> passing = new LinkedBlockingQueue<>();
        private final List<Chunk> kept = new ArrayList<>();
        private boolean keeping;
        private boolean stuck;

        private Way(Socket from, Socket to) {
            this.from = from;
            this.to = to;
        }

        private synchronized void add(Chunk chunk) {
            if (keeping) {
                kept.add(chunk);
            } else {
                passing.add(chunk);
            }
        }

        private synchronized void keep() {
            keeping = true;
            stuck = true;
        }

        private synchronized void release() {
            keeping = false;
            passing.addAll(kept);
        }

        /** Whether what is kept, which begins with a request, holds one of that kind. */
        private synchronized boolean keeps(ApiKeys kind) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            kept.forEach(chunk -> all.writeBytes(chunk.bytes()));
            ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray());
            while (bytes.remaining() > Integer.BYTES + Short.BYTES) {
                int size = bytes.getInt();
                if (bytes.getShort(bytes.position()) == kind.id) {
                    return true;
                }
                bytes.position(Math.min(bytes.limit(), bytes.position() + size));
            }
            return false;
        }

        // who is given a reset at once does not read what came before it
        private synchronized void end() {
            if (stuck) {
                shutDown(to);
            } else {
                reset(to);
            }
        }
    }

    /** The connections that were there at a moment, and what their clients sent from then on. */
    public final class Stuck {
        private final List<Way> ways = List.copyOf(toBroker);

        private Stuck() {
            ways.forEach(Way::keep);
        }

        public boolean holds(ApiKeys kind) {
            return ways.stream().anyMatch(way -> way.keeps(kind));
        }

        /** Resets the connections for their clients alone. */
        public void cutOffClients() {
            ways.forEach(way -> reset(way.from));
        }

        /** Lets the broker have what was held back, and waits until it has carried it out, which it has when it hangs up. */
        public void release() {
            ways.forEach(Way::release);
            Awaitility.await("the broker's hanging up")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> ways.stream().noneMatch(way -> open.contains(way.to)));
            ways.forEach(way -> reset(way.to));
        }
    }

    CuttingProxy(int port, int brokerPort) {
        this.brokerPort = brokerPort;
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Host and port for clients; the broker names the same to them. */
    public String bootstrap() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** From now on what is sent arrives so much later, in each direction, as from a cluster that is far away. */
    public void latency(Duration eachWay) {
        latencyNanos = eachWay.toNanos();
    }

    /** Resets every connection, whatever is on its way. */
    public void cut() {
        open.forEach(CuttingProxy::reset);
    }

    /** From now on, nothing that is sent over the connections that there are arrives at the broker. */
    public Stuck stick() {
        return new Stuck();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                join(server.accept());
            } catch (IOException e) {
                return;
            }
        }
    }

    private void join(Socket client) {
        try {
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
            open.add(client);
            open.add(broker);
            Way there = new Way(client, broker);
            toBroker.add(there);
            start(() -> pump(there));
            start(() -> pump(new Way(broker, client)));
        } catch (IOException e) {
            reset(client);
        }
    }

    private void pump(Way way) {
        start(() -> deliver(way));
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = way.from.getInputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                way.add(new Chunk(Arrays.copyOf(chunk, read), System.nanoTime() + latencyNanos));
            }
        } catch (IOException e) {
            reset(way.from);
        } finally {
            open.remove(way.from);
            toBroker.remove(way);
            way.add(new Chunk(END, System.nanoTime()));
        }
    }

    private static void deliver(Way way) {
        try {
            OutputStream out = way.to.getOutputStream();
            for (Chunk chunk = way.passing.take(); chunk.bytes().length > 0; chunk = way.passing.take()) {
                long early = chunk.dueNanos() - System.nanoTime();
                if (early > 0) {
                    LockSupport.parkNanos(early);
                }
                out.write(chunk.bytes());
            }
        } catch (IOException e) {
            // cut: who reads from it finds out
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            way.end();
        }
    }

    private static void shutDown(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            reset(socket);
        }
    }

    // without lingering, a close is a reset: nothing more arrives on either side
    private static synchronized void reset(Socket socket) {
        if (socket.isClosed()) {
            return;
        }
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
