package dev.baton.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports on loopback. They lie below the range from which systems take the ports of outgoing connections, or a killed
 * broker's port could be gone when it is revived; and a file lock keeps each for this JVM as long as it lives.
 */
public final class Ports {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final List<FileLock> HELD = new ArrayList<>();

    private Ports() {}

    public static synchronized int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && hold(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hold(int port) {
        try {
            Path locks = Files.createDirectories(
                    Path.of(System.getProperty("java.io.tmpdir"), "baton-ports-" + System.getProperty("user.name")));
            FileLock lock = FileChannel.open(
                            locks.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .tryLock();
            return lock != null && HELD.add(lock);
        } catch (java.nio.channels.OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
