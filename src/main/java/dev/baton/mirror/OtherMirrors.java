package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.GroupDescription;
import dev.baton.cluster.GroupDescription.Member;
import dev.baton.cluster.Membership;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.Right;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.InternalTopics;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** The other processes of the flow, as members of its group on the target. */
final class OtherMirrors {
    /** Of two that were killed while one was joining, the second is counted out a session after the first. */
    static final Duration COUNTED_OUT = Mirror.SESSION.multipliedBy(2).plusSeconds(4);

    private final MirrorSettings settings;
    private final Cluster target;
    private final String group;

    OtherMirrors(MirrorSettings settings, Cluster target) {
        this.settings = settings;
        this.target = target;
        this.group = InternalTopics.mirrorGroup(settings.flow().from());
    }

    /**
     * Refuses to begin beside any of them; those that were killed a moment ago are waited out.
     *
     * @param pause waits a moment, or throws where it is told to stop
     * @throws BatonException also where the target does not say whether there are any
     */
    void requireNone(Runnable pause) {
        long deadline = System.nanoTime() + COUNTED_OUT.toNanos();
        while (true) {
            BatonException refusal = refusal();
            if (refusal == null) {
                return;
            }
            if (System.nanoTime() > deadline || refusal.kind() == FailureKind.UNAUTHORISED) {
                throw refusal;
            }
            pause.run();
        }
    }

    /** Why nobody can begin who wants to be alone; null where there are none. */
    @Nullable
    BatonException refusal() {
        Outcome<GroupDescription> described =
                target.groups().describe(List.of(group)).get(group);
        if (described instanceof Outcome.Failed<GroupDescription> failed) {
            return failed.failure().kind() == FailureKind.INCOMPLETE ? null : unknown(failed.failure());
        }
        List<Member> members =
                described == null ? List.of() : described.orThrow().members();
        return members.isEmpty()
                ? null
                : BatonException.refused(
                        "another mirror of the flow runs: group " + group + " on " + target.alias() + " has members: "
                                + members.stream()
                                        .map(OtherMirrors::words)
                                        .sorted()
                                        .collect(Collectors.joining(", ")),
                        "stop it first, or leave the mirroring to it");
    }

    /** Looking takes no more than DESCRIBE, which comes with READ, and a mirror cannot do without that one. */
    private BatonException unknown(BatonException failure) {
        if (failure.kind() == FailureKind.UNAUTHORISED) {
            return new Right(AclOperation.READ, ResourceType.GROUP, group)
                    .missing(settings.target(), "tell whether another mirror of the flow runs", failure);
        }
        return new BatonException(
                failure.kind(),
                "whether another mirror of the flow runs is not known: " + failure.getMessage(),
                failure.remedy());
    }

    private static String words(Member member) {
        String command = Membership.Kind.of(member) == Membership.Kind.GROUPS_ONLY
                ? "baton mirror --groups-only"
                : "baton mirror";
        return command + " at " + member.host();
    }
}
