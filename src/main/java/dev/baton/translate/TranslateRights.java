package dev.baton.translate;

import static dev.baton.cluster.Needed.On.GROUPS;
import static dev.baton.cluster.Needed.On.OWN_TOPICS;
import static dev.baton.cluster.Needed.On.TOPICS;
import static dev.baton.cluster.Needed.Side.SOURCE;
import static dev.baton.cluster.Needed.Side.TARGET;
import static dev.baton.cluster.Needed.Stands.ALL;
import static dev.baton.cluster.Needed.Stands.FUNCTION;

import dev.baton.cluster.Needed;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/** The least rights of who translates. READ implies DESCRIBE. */
public final class TranslateRights {
    private TranslateRights() {}

    /** What a translation over Baton's own mirror needs. */
    public static List<Needed> all() {
        return List.of(
                new Needed(
                        SOURCE,
                        GROUPS,
                        AclOperation.DESCRIBE,
                        "to see them and to read their commits",
                        "there is nothing to translate, as long as the source answers",
                        ALL),
                new Needed(
                        SOURCE,
                        TOPICS,
                        AclOperation.DESCRIBE,
                        "to see the commits for them, and where their logs stand",
                        "commits for them are not seen",
                        ALL),
                new Needed(
                        TARGET,
                        OWN_TOPICS,
                        AclOperation.READ,
                        "to know what was mirrored where",
                        "nothing is translated",
                        ALL),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.DESCRIBE,
                        "to see where their logs stand",
                        "commits for them are not translated",
                        Needed.Stands.TOPICS));
    }

    /** With what the other evidence needs: over other mirrors, and where the user asks for it. */
    public static List<Needed> withOtherEvidence() {
        return Stream.concat(all().stream(), ofOtherEvidence().stream()).toList();
    }

    private static List<Needed> ofOtherEvidence() {
        return List.of(
                new Needed(
                        SOURCE,
                        TOPICS,
                        AclOperation.READ,
                        "to find the records around a commit by content, over other mirrors, and by timestamp",
                        "what else is known counts alone",
                        FUNCTION),
                new Needed(
                        SOURCE,
                        TOPICS,
                        AclOperation.DESCRIBE_CONFIGS,
                        "to see whether they keep the times of records, by timestamp",
                        "times are looked up with --force alone",
                        FUNCTION),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.READ,
                        "to find them again",
                        "what else is known counts alone",
                        FUNCTION),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.DESCRIBE_CONFIGS,
                        "to see whether they keep the times of records, by timestamp and with --at",
                        "times are looked up with --force alone",
                        FUNCTION));
    }
}
