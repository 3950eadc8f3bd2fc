package dev.baton.cli;

import dev.baton.failure.BatonException;
import dev.baton.translate.Gathered;
import dev.baton.translate.Omission;

/** What commands say on stderr about what they found. */
final class Talk {
    private Talk() {}

    /** Says how many records of an internal topic were passed over; nothing where none was. */
    static void aboutSkipped(CommandContext context, String topic, int count) {
        if (count > 0) {
            context.say(topic + ": " + Omission.notUnderstood(count));
        }
    }

    /** Says that, and why, the source was not asked; and which of its groups did not answer. */
    static void aboutSource(CommandContext context, Gathered gathered) {
        BatonException failure = gathered.sourceFailure();
        if (failure != null) {
            context.say("answered from the target alone: " + failure.getMessage());
        }
        gathered.omissions().forEach(omission -> context.say(omission.words()));
    }
}
