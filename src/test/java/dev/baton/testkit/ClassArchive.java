package dev.baton.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * The classes of a broker, loaded and verified ahead of time: a broker with it starts in half the time and CPU. It is
 * recorded once on a machine; a broker without it works as well, so nothing here may fail a test.
 */
final class ClassArchive {
    /** The JVM archives classes from jars only; those of Kafka's own tests would configure a broker's log. */
    static final String CLASS_PATH = Arrays.stream(JavaProcess.testClassPath().split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar") && !entry.endsWith("-test.jar"))
            .collect(Collectors.joining(File.pathSeparator));

    private static final Path FILE = Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("baton-testkit-" + System.getProperty("user.name"))
            .resolve("broker-" + keyOf(CLASS_PATH + System.getProperty("java.vm.version")) + ".jsa");

    private static boolean tried;

    private ClassArchive() {}

    /** JVM options for a broker that uses the archive, if there is one. */
    static List<String> jvmOptions() {
        return Files.isReadable(FILE)
                ? List.of("-XX:SharedArchiveFile=" + FILE, "-Xlog:disable", "-Xlog:all=error:stderr")
                : List.of();
    }

    /** Records the archive from a broker that does nothing else; once for a machine, class path and Java. */
    static synchronized void recordOnce() {
        if (tried || Files.exists(FILE)) {
            return;
        }
        tried = true;
        Path made = FILE.resolveSibling(
                FILE.getFileName() + "." + ProcessHandle.current().pid());
        ClusterSpec spec = KafkaCluster.named("training").jvm("-XX:ArchiveClassesAtExit=" + made, "-Xlog:disable");
        try (KafkaCluster training = new ProcessCluster(spec)) {
            Files.createDirectories(FILE.getParent());
            training.revive();
            training.stop();
            Files.move(made, FILE, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | IllegalStateException e) {
            LoggerFactory.getLogger(ClassArchive.class).warn("brokers start without a class archive", e);
        }
    }

    private static String keyOf(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
