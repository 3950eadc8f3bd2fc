package dev.baton.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a broker that can be cut at any instant, in the middle of a request or of its answer. */
public final class CuttingProxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 4 * 1024;

    private final ServerSocket server;
    private final int brokerPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

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
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                out.write(chunk, 0, read);
            }
        } catch (IOException e) {
            reset(from);
        } finally {
            open.remove(from);
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
