package dev.baton.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code baton completion}: the script that lets a shell complete Baton's commands and options. */
@Command(
        name = "completion",
        description = "Print the completion script of a shell.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  baton completion bash > ~/.local/share/bash-completion/completions/baton",
            "  baton completion zsh > ~/.baton.zsh   (and source it in ~/.zshrc)",
            "  baton completion fish > ~/.config/fish/completions/baton.fish"
        })
final class CompletionCommand implements Callable<ExitCode> {
    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell = Shell.BASH;

    @Mixin
    private GlobalOptions global;

    @Override
    public ExitCode call() {
        CommandContext context = global.context();
        CommandLine tree = new BatonCli(context.environment()).commandLine();
        String script = switch (shell) {
            // picocli's script serves both: in zsh it turns on the emulation of bash's completion first
            case BASH, ZSH -> AutoComplete.bash("baton", tree);
            case FISH -> new FishCompletion(tree).script();
        };
        context.out().print(script);
        return ExitCode.DONE;
    }

    private enum Shell {
        BASH,
        ZSH,
        FISH;

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
