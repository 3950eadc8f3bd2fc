package dev.baton;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Loads what commands that reach a cluster need, in the run that the launcher records its archive of classes from: that run
 * finds no cluster, and would leave out most of what takes long to load.
 */
final class ArchivedClasses {
    /** Set by the launcher. */
    static final String PROPERTY = "baton.archive";

    private static final List<String> WANTED = List.of(
            "dev/baton/",
            "org/apache/kafka/clients/",
            "org/apache/kafka/common/",
            "com/fasterxml/jackson/",
            "net/jpountz/");
    private static final List<String> UNWANTED =
            List.of("JsonConverter", "/oauthbearer/", "package-info", "module-info");

    private ArchivedClasses() {}

    /** Loads them where this is that run. */
    static void loadWhereAsked() {
        if (Boolean.getBoolean(PROPERTY)) {
            try (JarFile jar = new JarFile(ownJar().toFile())) {
                jar.stream()
                        .map(JarEntry::getName)
                        .filter(ArchivedClasses::isWanted)
                        .forEach(ArchivedClasses::load);
            } catch (IOException | URISyntaxException e) {
                throw new IllegalStateException("the launcher records from the jar alone", e);
            }
        }
    }

    private static Path ownJar() throws URISyntaxException {
        URI location =
                Baton.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(location);
    }

    private static boolean isWanted(String entry) {
        return entry.endsWith(".class")
                && WANTED.stream().anyMatch(entry::startsWith)
                && UNWANTED.stream().noneMatch(entry::contains);
    }

    /** One that needs a library which is not there is never loaded by a command either. */
    private static void load(String entry) {
        String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
        try {
            Class.forName(name, false, Baton.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return;
        }
    }
}
