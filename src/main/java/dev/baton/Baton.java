package dev.baton;

import dev.baton.cli.RootCommand;
import picocli.CommandLine;

/** The program; the only place that ends the process. */
public final class Baton {
    private Baton() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new RootCommand()).execute(args));
    }
}
