package dev.baton.cli;

import picocli.CommandLine.Option;

/** What to do about logs of the target that are not replicated. */
final class UnreplicatedOption {
    @Option(
            names = "--accept-unreplicated",
            description =
                    "Go on where the mirrored records of a partition are not replicated on the target in time, as its"
                            + " other replicas are gone. Should its leader then be lost, too, so are the records of its log's end, and"
                            + " what applications write there counts for mirrored ones in a salvage or failback.")
    private boolean accepted;

    boolean accepted() {
        return accepted;
    }
}
