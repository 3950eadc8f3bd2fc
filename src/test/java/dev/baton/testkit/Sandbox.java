package dev.baton.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two real clusters for a person to play with, which stay up until they are told to end: what {@code scripts/sandbox} runs.
 * Its state is a directory: data, logs, pid files, a {@code baton.yaml} and client properties.
 */
public final class Sandbox {
    private static final List<String> NAMES = List.of("east", "west");

    private final Path home;

    private Sandbox(Path home) {
        this.home = home;
    }

    /** Arguments: the directory, what to do, and a cluster's name or nothing. */
    public static void main(String[] arguments) {
        try {
            new Sandbox(Path.of(arguments[0])).run(arguments[1], arguments.length > 2 ? arguments[2] : "");
        } catch (IOException | IllegalStateException e) {
            System.err.println("sandbox: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(String verb, String name) throws IOException {
        switch (verb) {
            case "up" -> up();
            case "down" -> down();
            case "status" -> status();
            case "kill" -> kill(name.isEmpty() ? "east" : name);
            case "revive" -> revive(name);
            default -> throw new IllegalStateException("unknown: " + verb);
        }
    }

    private void up() throws IOException {
        Files.createDirectories(home);
        startAll(NAMES);
        for (String name : NAMES) {
            Files.writeString(
                    home.resolve(name + ".properties"),
                    "bootstrap.servers=" + cluster(name).bootstrap() + "\n");
        }
        Files.writeString(home.resolve("baton.yaml"), configuration());
        status();
        say("");
        say(String.join(
                "\n",
                "Configuration: " + home.resolve("baton.yaml") + " (flow east -> west). Next:",
                "  export BATON_CONFIG='" + home.resolve("baton.yaml") + "'",
                "  scripts/sandbox kafka east topics --create --topic orders --partitions 6",
                "  seq 1000 | scripts/sandbox kafka east console-producer --topic orders",
                "  scripts/baton mirror                                # in a second terminal: runs until Ctrl-C",
                "  scripts/baton inspect status",
                "  scripts/sandbox kill east                           # SIGKILL: the disaster",
                "  scripts/baton translate --all-groups",
                "  scripts/baton switch --mode failover --all-groups   # a dry run; --execute acts",
                "  scripts/sandbox revive east",
                "  scripts/sandbox down                                # ends both and removes their data"));
    }

    private void down() throws IOException {
        for (String name : NAMES) {
            if (exists(name)) {
                cluster(name).kill();
                say(name + "  ended");
            }
        }
        if (Files.exists(home)) {
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
            say("removed " + home);
        } else {
            say("there is no sandbox at " + home);
        }
    }

    private void status() {
        for (String name : NAMES) {
            if (!exists(name)) {
                say(name + "  not created; scripts/sandbox up creates it");
                continue;
            }
            KafkaCluster cluster = cluster(name);
            say(String.format(
                    "%s  %-4s  %s  %s", name, cluster.isUp() ? "up" : "down", cluster.bootstrap(), home.resolve(name)));
        }
    }

    private void kill(String name) {
        mustExist(name);
        if (!cluster(name).isUp()) {
            say(name + "  is down already; scripts/sandbox revive " + name);
            return;
        }
        cluster(name).kill();
        say(name + "  killed; its data stays, scripts/sandbox revive " + name + " brings it back");
    }

    private void revive(String name) {
        List<String> names = name.isEmpty() ? NAMES : List.of(name);
        names.forEach(this::mustExist);
        startAll(names);
        status();
    }

    private void startAll(List<String> names) {
        List<String> failures = new ArrayList<>();
        names.parallelStream().forEach(name -> {
            try {
                KafkaCluster cluster = cluster(name);
                if (!cluster.isUp()) {
                    cluster.revive();
                }
            } catch (IllegalStateException e) {
                synchronized (failures) {
                    failures.add(name + ": " + e.getMessage());
                }
            }
        });
        if (!failures.isEmpty()) {
            throw new IllegalStateException(String.join("\n", failures));
        }
    }

    private KafkaCluster cluster(String name) {
        return new ProcessCluster(
                KafkaCluster.named(name).in(home.resolve(name)).detached());
    }

    private boolean exists(String name) {
        return Files.exists(home.resolve(name).resolve("node-1").resolve("server.properties"));
    }

    private void mustExist(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalStateException("no cluster " + name + "; there are east and west");
        }
        if (!exists(name)) {
            throw new IllegalStateException("there is no sandbox yet; scripts/sandbox up creates it");
        }
    }

    private String configuration() {
        StringBuilder text = new StringBuilder("clusters:\n");
        NAMES.forEach(name -> text.append(
                "  " + name + ":\n    bootstrap.servers: " + cluster(name).bootstrap() + "\n"));
        return text.append("""
                        flows:
                          - from: east
                            to: west
                            topics: ".*"
                            groups: ".*"
                            replication.policy: identity
                            offsets: auto
                        """).toString();
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
