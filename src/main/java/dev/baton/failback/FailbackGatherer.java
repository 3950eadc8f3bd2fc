package dev.baton.failback;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.offsets.OffsetMap;
import dev.baton.salvage.ClusterTails;
import dev.baton.salvage.Content;
import dev.baton.salvage.Notes;
import dev.baton.salvage.Tail;
import dev.baton.salvage.TailGatherer;
import dev.baton.salvage.TailGatherer.Found;
import dev.baton.state.FlowState;
import dev.baton.state.MapReader;
import dev.baton.state.StateReader;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.Returned;
import dev.baton.switchover.Undo;
import dev.baton.translate.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Asks both clusters what it takes to turn a flow round. */
final class FailbackGatherer {
    private final FlowConfig back;
    private final Cluster now;
    private final Cluster old;

    /**
     * For the flow back.
     *
     * @param now its source, the new active cluster
     * @param old its target, the old active cluster
     */
    FailbackGatherer(FlowConfig back, Cluster now, Cluster old) {
        this.back = back;
        this.now = now;
        this.old = old;
    }

    FailbackPlan gather() {
        requireOneSetOfTopics();
        refuseBesideAMirror();
        FlowState ended = new StateReader(now).read(back.to());
        FlowState before = new StateReader(old).read(back.from());
        refuseOnceReturned(ended.switched(), before.switched());
        refuseWhereAPartIsBack(ended.switched(), before.switched());
        Found found = new TailGatherer(back.turned(), old, now).gather(new Selection(List.of(), List.of()));
        List<Turn> turns = turns(found, ended);
        Set<String> topics = turns.stream().map(turn -> turn.tail().topic()).collect(Collectors.toSet());
        return new FailbackPlan(
                ended,
                before,
                turns,
                found.refusals().stream()
                        .filter(refusal ->
                                ended.marks().containsKey(new TopicPartition(refusal.topic(), refusal.partition())))
                        .toList(),
                new OldCommits(back, old).gather(ended.switched(), topics));
    }

    /** Both flows were ended by a switch: the later one says which cluster is active. */
    private void refuseOnceReturned(SwitchedGeneration there, SwitchedGeneration back) {
        boolean moved = back.allGroups() || !back.groups().isEmpty();
        boolean bySwitch = !Released.wrote(back) && !back.switchId().endsWith(Undo.SUFFIX);
        if (moved && bySwitch && back.at().isAfter(there.at())) {
            throw BatonException.refused(
                    "switch " + back.switchId() + " has moved groups to " + old.alias() + " at " + back.at()
                            + ", after switch " + there.switchId() + " had moved them to " + now.alias(),
                    "take the other flow up: baton failback --from " + old.alias() + " --to " + now.alias());
        }
    }

    /**
     * A flow is taken up again for what has come back. Where that is a part of what one switch moved, the rest would be
     * mirrored by neither flow, or its failover points be forgotten.
     */
    private void refuseWhereAPartIsBack(SwitchedGeneration back, SwitchedGeneration away) {
        if (away.generation() == 0) {
            return;
        }
        Released.gap(away, back).ifPresent(this::refusePart);
        Returned.of(old, this.back.from(), this.back.to(), back)
                .torn()
                .ifPresent(id -> refusePart(
                        "of what switch " + id + " had moved, switch " + back.switchId() + " has brought back a part"));
    }

    private void refusePart(String what) {
        throw BatonException.refused(
                what + ": the rest would be mirrored neither way",
                "bring the rest back, too: baton switch --mode planned --all-groups --from " + back.to() + " --to "
                        + back.from());
    }

    private List<Turn> turns(Found found, FlowState ended) {
        Map<TopicPartition, Outcome<OffsetMap>> maps = new MapReader(now).read(ended);
        Notes notes = Notes.read(now, back.to());
        List<Turn> turns = new ArrayList<>();
        try (ClusterTails records = new ClusterTails(old)) {
            for (Tail tail : found.tails()) {
                Outcome<OffsetMap> map = maps.getOrDefault(tail.source(), Outcome.known(OffsetMap.PRESERVED));
                turns.add(Turn.of(
                        tail,
                        map.orThrow(),
                        ended.marks().get(tail.source()),
                        Content.of(tail, records).records(),
                        notes.of(tail).records() + notes.of(tail).superseded()));
            }
        }
        return turns;
    }

    private void requireOneSetOfTopics() {
        if (!back.naming().isIdentity()) {
            throw BatonException.refused(
                    "the flows between " + back.from() + " and " + back.to()
                            + " put the source's alias before each topic: each cluster has its own topics, and nothing"
                            + " is to be turned round",
                    "mirror both ways, and switch with --from " + back.from() + " --to " + back.to());
        }
    }

    private void refuseBesideAMirror() {
        if (LiveMirror.of(old, back.from())) {
            throw BatonException.refused(
                    "a mirror from " + back.from() + " to " + back.to() + " runs",
                    "stop it, and start it again afterwards");
        }
    }
}
