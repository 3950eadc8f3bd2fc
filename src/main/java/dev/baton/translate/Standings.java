package dev.baton.translate;

import dev.baton.cluster.ByPartition;
import dev.baton.cluster.StreamsApplications;
import dev.baton.config.GivenOffset;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.state.GroupSnapshot;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Where each group stands: as the source says, else as the target last heard of it. What two say, the later one knows better:
 * a mirror that once ran here leaves what it saw then. Pure.
 */
final class Standings {
    /** Stands for the group of an offset that is kept outside Kafka, where nobody said whose it is. */
    static final String NOBODY = "";

    private final Gathered gathered;
    private final Selection selection;
    private final Copies copies;
    private final Map<String, Map<TopicPartition, Standing>> byGroup = new TreeMap<>();
    private final Map<String, String> leftOut = new TreeMap<>();

    private Standings(Gathered gathered, Selection selection) {
        this.gathered = gathered;
        this.selection = selection;
        this.copies = gathered.copies();
    }

    /** By group and source partition, both in order. */
    static Map<String, Map<TopicPartition, Standing>> of(Gathered gathered, Selection selection) {
        return found(gathered, selection).byGroup;
    }

    /** Groups, or parts of them, that the target alone tells of and that are not translated, each with the reason. */
    static Map<String, String> leftOut(Gathered gathered, Selection selection) {
        return found(gathered, selection).leftOut;
    }

    private static Standings found(Gathered gathered, Selection selection) {
        Standings standings = new Standings(gathered, selection);
        SourceSide source = gathered.source();
        if (!selection.given().isEmpty()) {
            selection.given().forEach(standings::add);
        } else if (source != null) {
            standings.addAll(source);
        } else {
            standings.addCheckpoints();
            gathered.state().groups().values().forEach(standings::add);
        }
        return standings;
    }

    private void add(GivenOffset given) {
        String group = given.group() == null ? NOBODY : given.group();
        byGroup.computeIfAbsent(group, g -> new TreeMap<>(ByPartition.ORDER))
                .put(given.partition(), new Standing(given.offset(), "", CommittedFrom.INPUT, null));
    }

    private void addAll(SourceSide source) {
        source.commits()
                .forEach((group, commits) -> commits.forEach((partition, commit) -> put(
                        group,
                        partition,
                        new Standing(commit.offset(), commit.metadata(), CommittedFrom.SOURCE, source.askedAt()))));
    }

    private void addCheckpoints() {
        gathered.target().checkpoints().stream()
                .flatMap(log -> log.latest().values().stream())
                .forEach(this::add);
    }

    private void add(GroupCheckpoint checkpoint) {
        gathered.naming()
                .sourceTopic(checkpoint.partition().topic())
                .ifPresent(topic -> put(
                        checkpoint.group(),
                        new TopicPartition(topic, checkpoint.partition().partition()),
                        new Standing(
                                checkpoint.upstreamOffset(),
                                checkpoint.metadata(),
                                CommittedFrom.CHECKPOINT,
                                checkpoint.written())));
    }

    private void add(GroupSnapshot snapshot) {
        Instant asOf = gathered.state().asOf(snapshot);
        for (GroupSnapshot.Commit commit : snapshot.commits()) {
            put(
                    snapshot.group(),
                    new TopicPartition(commit.topic(), commit.partition()),
                    new Standing(
                            commit.offset(),
                            Objects.requireNonNullElse(commit.metadata(), ""),
                            CommittedFrom.SNAPSHOT,
                            asOf));
        }
    }

    private void put(String group, TopicPartition partition, Standing standing) {
        if (selection.wantsGroup(gathered.flow(), group) && isWanted(partition)) {
            if (StreamsApplications.ownsTopic(partition.topic())) {
                leftOut.put(group, StreamsApplications.LEFT_OUT);
            } else {
                byGroup.computeIfAbsent(group, g -> new TreeMap<>(ByPartition.ORDER))
                        .merge(partition, standing, Standing::later);
            }
        }
    }

    /** A flow's filter is about what it mirrors; copies of the target's own topics are not. */
    private boolean isWanted(TopicPartition partition) {
        return selection.wantsPartition(gathered.flow(), partition)
                || (selection.topics().isEmpty() && copies.cover(partition.topic()));
    }
}
