package dev.baton.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A way to a broker that can be made long, and cut at any instant, in the middle of a request or of its answer. */
public final class CuttingProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 4 * 1024;
    private static final byte[] END = {};

    private final ServerSocket server;
    private final int brokerPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long latencyNanos;

    /** Bytes on their way. */
    private record Chunk(byte[] bytes, long dueNanos) {}

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
            start(() -> pump(client, broker));
            start(() -> pump(broker, client));
        } catch (IOException e) {
            reset(client);
        }
    }

    private void pump(Socket from, Socket to) {
        BlockingQueue<Chunk> way = new LinkedBlockingQueue<>();
        start(() -> deliver(way, to));
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                way.add(new Chunk(Arrays.copyOf(chunk, read), System.nanoTime() + latencyNanos));
            }
        } catch (IOException e) {
            reset(from);
        } finally {
            open.remove(from);
            way.add(new Chunk(END, System.nanoTime()));
        }
    }

    private static void deliver(BlockingQueue<Chunk> way, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = way.take(); chunk.bytes().length > 0; chunk = way.take()) {
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
            reset(to);
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
