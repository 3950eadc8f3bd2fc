package dev.baton.cli;

import picocli.CommandLine.Command;

/** {@code baton}: names the subcommands, does nothing itself. */
@Command(name = "baton", description = "Disaster-recovery failover for Apache Kafka.", mixinStandardHelpOptions = true)
public final class RootCommand {}
