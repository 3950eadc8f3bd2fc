package dev.baton.switchover;

import static dev.baton.cluster.Needed.On.CLUSTER;
import static dev.baton.cluster.Needed.On.GROUPS;
import static dev.baton.cluster.Needed.On.OWN_TOPICS;
import static dev.baton.cluster.Needed.On.TOPICS;
import static dev.baton.cluster.Needed.On.TRANSACTIONS;
import static dev.baton.cluster.Needed.Side.SOURCE;
import static dev.baton.cluster.Needed.Side.TARGET;
import static dev.baton.cluster.Needed.Stands.ALL;
import static dev.baton.cluster.Needed.Stands.FUNCTION;

import dev.baton.cluster.Needed;
import dev.baton.translate.TranslateRights;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/** The least rights of who switches groups: those of who translates, and what is needed to write. */
public final class SwitchRights {
    private SwitchRights() {}

    /** What a failover needs; a planned switch needs no more. */
    public static List<Needed> all() {
        return Stream.concat(TranslateRights.all().stream(), ofWriting().stream())
                .toList();
    }

    private static List<Needed> ofWriting() {
        return List.of(
                new Needed(
                        TARGET,
                        OWN_TOPICS,
                        AclOperation.CREATE,
                        "to create the journal at the first switch",
                        "nothing is switched, unless it exists",
                        ALL),
                new Needed(
                        TARGET,
                        OWN_TOPICS,
                        AclOperation.WRITE,
                        "to journal each step, and to end the flow",
                        "nothing is switched",
                        ALL),
                new Needed(
                        TARGET,
                        GROUPS,
                        AclOperation.READ,
                        "to see whether they are active there, and to commit their offsets",
                        "they are not switched",
                        ALL),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.READ,
                        "to commit offsets for them",
                        "groups with commits for them are not switched",
                        ALL));
    }

    /** With what some options, and some groups, need. */
    public static List<Needed> withOptions() {
        return Stream.concat(all().stream(), ofOptions().stream()).toList();
    }

    private static List<Needed> ofOptions() {
        return List.of(
                new Needed(
                        SOURCE,
                        OWN_TOPICS,
                        AclOperation.READ,
                        "to know, on the way back, whom the switch away has denied to write there",
                        "they stay shut out until somebody lets them in",
                        FUNCTION),
                new Needed(
                        SOURCE,
                        TRANSACTIONS,
                        AclOperation.DESCRIBE,
                        "to know Streams applications that work exactly once",
                        "a failover switches them without being asked twice",
                        FUNCTION),
                new Needed(
                        SOURCE,
                        TOPICS,
                        AclOperation.READ,
                        "to find their last records on the target, in a planned switch over other mirrors than Baton's",
                        "such a switch is refused, since nothing proves that all is on the target",
                        FUNCTION),
                new Needed(
                        SOURCE,
                        CLUSTER,
                        AclOperation.ALTER,
                        "to deny producers to write with --fence-producers, and to take that back",
                        "producers are stopped by hand, or by a hook",
                        FUNCTION),
                new Needed(
                        SOURCE,
                        CLUSTER,
                        AclOperation.DESCRIBE,
                        "to see that it holds",
                        "producers are stopped by hand, or by a hook",
                        FUNCTION),
                new Needed(
                        TARGET,
                        CLUSTER,
                        AclOperation.ALTER,
                        "to let producers write there again, on the way back, whom the switch away has denied it",
                        "the groups are switched, and they stay shut out",
                        FUNCTION),
                new Needed(
                        TARGET,
                        CLUSTER,
                        AclOperation.DESCRIBE,
                        "to see who is shut out there",
                        "they stay shut out until somebody lets them in",
                        FUNCTION),
                new Needed(
                        TARGET,
                        GROUPS,
                        AclOperation.DELETE,
                        "to take commits away that were not there before, with switch undo",
                        "undo leaves them",
                        FUNCTION));
    }
}
