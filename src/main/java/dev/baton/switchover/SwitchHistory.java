package dev.baton.switchover;

import dev.baton.cluster.Cluster;
import dev.baton.failure.BatonException;
import dev.baton.switchover.JournalEntry.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** All switches that the journal of a target cluster tells of, in the order in which they were opened. */
public final class SwitchHistory {
    static final SwitchHistory NONE = new SwitchHistory(List.of(), 0);

    private final Map<String, List<JournalEntry>> byId = new LinkedHashMap<>();
    private final List<JournalEntry> entries;
    private final int skipped;

    SwitchHistory(List<JournalEntry> entries, int skipped) {
        this.entries = List.copyOf(entries);
        this.skipped = skipped;
        entries.stream()
                .filter(entry -> !FlowHold.isOne(entry.id()))
                .forEach(entry -> byId.computeIfAbsent(entry.id(), id -> new ArrayList<>())
                        .add(entry));
    }

    /** Reads the journal to its end. */
    public static SwitchHistory read(Cluster target) {
        return new JournalLog().read(target);
    }

    /** Records of the journal that this version does not understand. */
    public int skipped() {
        return skipped;
    }

    /** Every switch, oldest first. */
    public List<SwitchRecord> switches() {
        return byId.values().stream().map(SwitchRecord::new).toList();
    }

    /** Who held which flow, in the order in which they began. */
    List<Tenure> tenures() {
        return Tenure.of(entries);
    }

    /** Switches of the same flow that were opened later and may have committed something. */
    List<SwitchRecord> after(SwitchRecord record) {
        List<SwitchRecord> all = switches();
        int at = all.indexOf(record);
        return all.subList(at + 1, all.size()).stream()
                .filter(other -> other.isOfFlow(record.from(), record.to()))
                .filter(other -> other.hasStarted(Commit.LABEL) && !other.isUndone())
                .toList();
    }

    /** All other switches of the same flow. */
    List<SwitchRecord> others(SwitchRecord record) {
        return switches().stream()
                .filter(other -> !other.id().equals(record.id()))
                .filter(other -> other.isOfFlow(record.from(), record.to()))
                .toList();
    }

    /**
     * What switches away from a cluster still deny there: neither an undo has taken it away since, nor a switch back.
     *
     * @param back the journal of that cluster, which tells of the switches to it
     */
    Set<Denial> denialsHeld(String cluster, SwitchHistory back) {
        List<SwitchRecord> returns = back.switches().stream()
                .filter(record -> record.to().equals(cluster) && !record.isUndone())
                .filter(record -> record.hasDone(AdmitProducers.LABEL))
                .toList();
        Set<Denial> held = new LinkedHashSet<>();
        for (SwitchRecord record : switches()) {
            if (record.from().equals(cluster)) {
                record.denialsHeld().stream()
                        .filter(denial -> returns.stream().noneMatch(later -> later.admittedAfter(record, denial)))
                        .forEach(held::add);
            }
        }
        return held;
    }

    /** Switches of the same flow that were opened earlier and stopped before their first commit, and were not taken back. */
    Set<String> givenUpBefore(SwitchRecord record) {
        return switches().stream()
                .takeWhile(other -> !other.id().equals(record.id()))
                .filter(other -> other.isOfFlow(record.from(), record.to()))
                .filter(other -> !other.hasStarted(Commit.LABEL) && !other.isUndone())
                .map(SwitchRecord::id)
                .collect(Collectors.toSet());
    }

    /** One switch; an unknown id is an error of usage. */
    public SwitchRecord require(String id, String cluster) {
        return find(id).orElseThrow(() -> BatonException.usage(
                "no switch " + id + " in the journal of cluster " + cluster + "; baton switch list shows all"));
    }

    public Optional<SwitchRecord> find(String id) {
        return Optional.ofNullable(byId.get(id)).map(SwitchRecord::new);
    }

    /** Every offset that a switch to this cluster ever committed, or was about to, by group and partition. */
    Map<String, Map<TopicPartition, Set<Long>>> committed() {
        Map<String, Map<TopicPartition, Set<Long>>> committed = new HashMap<>();
        for (SwitchRecord record : switches()) {
            record.offsets(Commit.LABEL, Event.STARTED)
                    .ifPresent(list -> list.offsets().forEach(item -> add(committed, item)));
        }
        return committed;
    }

    private static void add(Map<String, Map<TopicPartition, Set<Long>>> committed, OffsetList.Item item) {
        Long offset = item.offset();
        if (offset != null && item.group() != null) {
            committed
                    .computeIfAbsent(item.group(), group -> new HashMap<>())
                    .computeIfAbsent(new TopicPartition(item.topic(), item.partition()), p -> new HashSet<>())
                    .add(offset);
        }
    }
}
