package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real {@code scripts/baton}, copied beside a jar that says what it is given. */
class LauncherTest {
    @TempDir
    private Path temp;

    private final Map<String, String> environment = new HashMap<>();
    private Path home;
    private Path script;

    @BeforeEach
    void installIntoAPathWithSpaces() throws IOException {
        home = Files.createDirectories(temp.resolve("a home"));
        script = Files.createDirectories(home.resolve("scripts")).resolve("baton");
        Files.copy(Path.of("scripts", "baton"), script, StandardCopyOption.COPY_ATTRIBUTES);
        writeJar(Files.createDirectories(home.resolve("target")).resolve("baton.jar"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("XDG_CACHE_HOME", "/dev/null/no cache");
    }

    @Test
    void shouldPassArgumentsAndExitCodeWhenThePathHasSpaces() {
        // When
        Ran ran = run(script, "two words", "", "exit=7");
        // Then
        assertThat(ran.out()).isEqualTo("[two words]\n[]\n[exit=7]\n");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isEqualTo(7);
    }

    @Test
    void shouldFindTheJarWhenCalledThroughSymbolicLinks() throws IOException {
        // Given
        Path bin = Files.createDirectories(temp.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("first"), script);
        Path second = Files.createSymbolicLink(bin.resolve("second"), Path.of("first"));
        // When
        Ran ran = run(second, "hello");
        // Then
        assertThat(ran).isEqualTo(new Ran(0, "[hello]\n", ""));
    }

    @Test
    void shouldPreferTheJarBesideItWhenThereIsOne() throws IOException {
        // Given
        Files.move(home.resolve("target/baton.jar"), home.resolve("scripts/baton.jar"));
        // When
        Ran ran = run(script, "hello");
        // Then
        assertThat(ran).isEqualTo(new Ran(0, "[hello]\n", ""));
    }

    @Test
    void shouldNameTheJarAndTheCommandWhenItIsNotBuilt() throws IOException {
        // Given
        Files.delete(home.resolve("target/baton.jar"));
        // When
        Ran ran = run(script, "--version");
        // Then
        String real = home.toRealPath().toString();
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualTo("baton: baton.jar is neither in " + real + "/scripts nor in " + real + "/target\n"
                        + "baton: build it: mvn -q -f '" + real + "/pom.xml' -DskipTests package\n");
    }

    @Test
    void shouldNameJavaWhenThereIsNone() throws IOException {
        // Given
        environment.remove("JAVA_HOME");
        environment.put("PATH", toolsWithoutJava().toString());
        // When
        Ran ran = run(script, "--version");
        // Then
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith("baton: needs Java 17 or newer, and finds none by JAVA_HOME or on PATH\nbaton: get it: ");
    }

    @Test
    void shouldNameTheOldJavaWhenThereIsNoOther() throws IOException {
        // Given
        Path old = temp.resolve("jdk-8");
        Path java = Files.createDirectories(old.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexit 99\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
        environment.put("JAVA_HOME", old.toString());
        environment.put("PATH", toolsWithoutJava().toString());
        // When
        Ran ran = run(script, "--version");
        // Then
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains(java.toRealPath() + " is Java 8");
    }

    @Test
    void shouldRecordItsClassesOnceWhenThereIsACache() {
        // Given
        Path cache = temp.resolve("a cache");
        environment.put("XDG_CACHE_HOME", cache.toString());
        // When
        Ran first = run(script, "hello");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> filesIn(cache.resolve("baton")).size() == 1
                        && filesIn(cache.resolve("baton")).get(0).endsWith(".jsa"));
        Ran second = run(script, "hello", "archive");
        // Then
        assertThat(first).isEqualTo(new Ran(0, "[hello]\n", ""));
        assertThat(second.out()).startsWith("[hello]\n[archive]\n-XX:SharedArchiveFile=" + cache);
        assertThat(second.err()).isEmpty();
    }

    @Test
    void shouldCompileWellWhenItMirrors() {
        // When
        Ran mirror = run(script, "mirror", "archive");
        Ran status = run(script, "inspect", "archive");
        // Then
        assertThat(mirror.out()).doesNotContain("TieredStopAtLevel");
        assertThat(status.out()).contains("-XX:TieredStopAtLevel=1");
    }

    @Test
    void shouldBoundTheMemoryOfAMirrorUnlessTold() {
        // When
        Ran mirror = run(script, "mirror", "archive");
        Ran status = run(script, "inspect", "archive");
        environment.put("BATON_JAVA_OPTS", "-Xmx300m");
        Ran told = run(script, "mirror", "archive");
        // Then
        assertThat(mirror.out()).contains("-Xmx512m");
        assertThat(told.out()).containsSubsequence("-Xmx512m", "-Xmx300m");
        assertThat(status.out()).doesNotContain("-Xmx");
    }

    @Test
    void shouldCollectInThePlainWayUnlessToldOrItMirrors() {
        // When
        Ran status = run(script, "inspect", "archive");
        Ran mirror = run(script, "mirror", "archive");
        environment.put("BATON_JAVA_OPTS", "-XX:+UseParallelGC");
        Ran told = run(script, "inspect", "archive");
        // Then
        assertThat(status.out()).contains("-XX:+UseSerialGC");
        assertThat(mirror.out()).doesNotContain("-XX:+UseSerialGC");
        assertThat(told.code()).isZero();
        assertThat(told.out()).contains("-XX:+UseParallelGC").doesNotContain("-XX:+UseSerialGC");
    }

    /** What stands in for Baton: says its arguments, and its JVM's options if asked for them. */
    static final class Echo {
        public static void main(String[] arguments) {
            for (String argument : arguments) {
                System.out.println("[" + argument + "]");
            }
            if (List.of(arguments).contains("archive")) {
                ManagementFactory.getRuntimeMXBean().getInputArguments().forEach(System.out::println);
            }
            System.exit(List.of(arguments).contains("exit=7") ? 7 : 0);
        }
    }

    private record Ran(int code, String out, String err) {}

    private Ran run(Path command, String... arguments) {
        try {
            Path out = temp.resolve("out");
            Path err = temp.resolve("err");
            ProcessBuilder builder = new ProcessBuilder(
                            Stream.concat(Stream.of(command.toString()), Arrays.stream(arguments))
                                    .toList())
                    .directory(temp.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().remove("BATON_JAVA_OPTS");
            builder.environment().remove("JAVA_HOME");
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().putAll(environment);
            Process process = builder.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path toolsWithoutJava() throws IOException {
        Path tools = Files.createDirectories(temp.resolve("tools"));
        for (String tool : List.of(
                "sh", "dirname", "basename", "readlink", "sed", "ls", "cksum", "mkdir", "rmdir", "find", "mv", "rm")) {
            Path found = Arrays.stream(System.getenv("PATH").split(":"))
                    .map(directory -> Path.of(directory, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(tools.resolve(tool), found);
        }
        return tools;
    }

    private static List<String> filesIn(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString).toList();
        }
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Echo.class.getName());
        String entry = Echo.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                InputStream classFile = Echo.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            classFile.transferTo(out);
        }
    }
}
