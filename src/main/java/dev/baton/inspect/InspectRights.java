package dev.baton.inspect;

import static dev.baton.cluster.Needed.On.CLUSTER;
import static dev.baton.cluster.Needed.On.GROUPS;
import static dev.baton.cluster.Needed.On.TOPICS;
import static dev.baton.cluster.Needed.Side.SOURCE;
import static dev.baton.cluster.Needed.Side.TARGET;
import static dev.baton.cluster.Needed.Stands.FUNCTION;

import dev.baton.cluster.Needed;
import dev.baton.translate.TranslateRights;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/** The least rights of who inspects a flow: those of who translates, and what the checks of its readiness need. */
public final class InspectRights {
    private InspectRights() {}

    /** All of them. */
    public static List<Needed> all() {
        return Stream.concat(TranslateRights.all().stream(), ofReadiness().stream())
                .toList();
    }

    /** What is not checked without them is said to be so. */
    public static List<Needed> ofReadiness() {
        Needed behind = new Needed(
                SOURCE,
                TOPICS,
                AclOperation.READ,
                "to say how many seconds a mirror is behind",
                "seconds are unknown",
                FUNCTION);
        List<Needed> standing = List.of(
                new Needed(
                        TARGET,
                        GROUPS,
                        AclOperation.DESCRIBE,
                        "to see which groups are active there",
                        "that is unknown",
                        FUNCTION),
                new Needed(
                        TARGET,
                        TOPICS,
                        AclOperation.READ,
                        "to see open transactions, and the age of records that groups read next (readiness)",
                        "that is not checked",
                        FUNCTION));
        return Stream.of(List.of(behind), compared(SOURCE), standing, compared(TARGET))
                .flatMap(List::stream)
                .toList();
    }

    /** What one side must show so that it can be held against the other. */
    private static List<Needed> compared(Needed.Side side) {
        return List.of(
                new Needed(
                        side,
                        TOPICS,
                        AclOperation.DESCRIBE_CONFIGS,
                        "to compare configs of topics (readiness)",
                        "they are not compared",
                        FUNCTION),
                new Needed(
                        side,
                        CLUSTER,
                        AclOperation.DESCRIBE,
                        "to compare the rights of applications, and to see how large logs are (readiness)",
                        "that is not checked",
                        FUNCTION),
                new Needed(
                        side,
                        CLUSTER,
                        AclOperation.DESCRIBE_CONFIGS,
                        "to know how long brokers keep commits (readiness)",
                        "that is not compared",
                        FUNCTION));
    }
}
