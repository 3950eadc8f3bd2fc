package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.FlowConfig;
import dev.baton.config.Following;
import dev.baton.config.GroupsConsistency;
import dev.baton.config.SyncsLocation;
import dev.baton.config.TopicNaming;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.mirrormaker.CheckpointLog;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.mirrormaker.OffsetSync;
import dev.baton.mirrormaker.OffsetSyncLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OwnSyncsTest {
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final List<OffsetSyncLog> FOUND = List.of(new OffsetSyncLog(
            "mm2-offset-syncs.east.internal",
            "east",
            Map.of(ORDERS, List.of(new OffsetSync(ORDERS, 10, 20, Instant.EPOCH))),
            0));

    @Test
    void shouldReadThemAsTheFlowsWhenNothingMirrorsBack() {
        assertThat(of(null).onTarget(FOUND, Set.of("east.orders"), List.of())).isEqualTo(FOUND);
        assertThat(of(null).onSource(FOUND, Set.of("orders"), List.of())).isEqualTo(FOUND);
    }

    @Test
    void shouldNotReadThemWhenTheyMayBeOfTheFlowBack() {
        assertThat(of(null).onTarget(FOUND, Set.of("east.orders", "orders"), List.of())
                        .get(0)
                        .syncs())
                .isEmpty();
        assertThat(of(null).onSource(FOUND, Set.of("orders", "west.orders"), List.of())
                        .get(0)
                        .syncs())
                .isEmpty();
    }

    @Test
    void shouldReadThemWhereTheConfigurationSaysThatTheyLie() {
        Set<String> both = Set.of("east.orders", "west.orders", "orders");

        assertThat(of(SyncsLocation.TARGET).onTarget(FOUND, both, List.of())).isEqualTo(FOUND);
        assertThat(of(SyncsLocation.TARGET).onSource(FOUND, both, List.of())).isEmpty();
        assertThat(of(SyncsLocation.SOURCE).onSource(FOUND, both, List.of())).isEqualTo(FOUND);
        assertThat(of(SyncsLocation.SOURCE).onTarget(FOUND, both, List.of())).isEmpty();
    }

    @Test
    void shouldReadThemOfTheTargetUnderKeptNamesOnlyWhereACheckpointOfTheFlowCameFromThem() {
        // Given
        Set<String> names = Set.of("orders");

        // Then
        assertThat(kept(null).onTarget(FOUND, names, List.of()).get(0).syncs())
                .as("the flow back keeps its own there, with the offsets the other way round")
                .isEmpty();
        assertThat(kept(null)
                        .onTarget(FOUND, names, checkpoint(2_000, 999))
                        .get(0)
                        .syncs())
                .as("not from these")
                .isEmpty();
        assertThat(kept(null).onTarget(FOUND, names, checkpoint(10, 20))).isEqualTo(FOUND);
        assertThat(kept(null).onTarget(FOUND, names, checkpoint(17, 21))).isEqualTo(FOUND);
        assertThat(kept(SyncsLocation.TARGET).onTarget(FOUND, names, List.of())).isEqualTo(FOUND);
    }

    @Test
    void shouldReadThemOfTheSourceUnderKeptNamesUnlessACheckpointOfTheFlowBackCameFromThem() {
        // Given
        Set<String> names = Set.of("orders");

        // Then
        assertThat(kept(null).onSource(FOUND, names, List.of())).isEqualTo(FOUND);
        assertThat(kept(null).onSource(FOUND, names, checkpoint(17, 21)).get(0).syncs())
                .isEmpty();
        assertThat(kept(SyncsLocation.SOURCE).onSource(FOUND, names, List.of())).isEqualTo(FOUND);
    }

    @Test
    void shouldNotReadThemOfTheSourceUnderKeptNamesWhenTheCheckpointsOfTheFlowBackCannotBeRead() {
        // Given
        Set<String> names = Set.of("orders");
        List<CheckpointLog> unread = List.of(new CheckpointLog(
                "checkpoints",
                "anywhere",
                Map.of(),
                Map.of(),
                0,
                new BatonException(FailureKind.UNAUTHORISED, "not authorised")));

        // Then
        assertThat(kept(null).onSource(FOUND, names, unread)).isEmpty();
        assertThat(kept(SyncsLocation.SOURCE).onSource(FOUND, names, unread)).isEqualTo(FOUND);
    }

    @Test
    void shouldAskForCheckpointsOnlyWhereTheyTell() {
        assertThat(kept(null).isOpen(FOUND)).isTrue();
        assertThat(kept(null).isOpen(List.of())).isFalse();
        assertThat(kept(SyncsLocation.SOURCE).isOpen(FOUND)).isFalse();
        assertThat(of(null).isOpen(FOUND)).isFalse();
    }

    private static List<CheckpointLog> checkpoint(long upstream, long downstream) {
        return List.of(CheckpointLog.of(
                "checkpoints",
                "anywhere",
                List.of(new GroupCheckpoint("anywhere", "billing", ORDERS, upstream, downstream, "", Instant.EPOCH)),
                0));
    }

    private static OwnSyncs of(SyncsLocation location) {
        return of(location, TopicNaming.prefixed("east", "."));
    }

    private static OwnSyncs kept(SyncsLocation location) {
        return of(location, FlowConfig.everything("east", "west").naming());
    }

    private static OwnSyncs of(SyncsLocation location, TopicNaming naming) {
        FlowConfig all = FlowConfig.everything("east", "west");
        Following following =
                new Following(true, List.of(), false, GroupsConsistency.GROUP, false, false, location, ".");
        return new OwnSyncs(new FlowConfig(
                "east",
                "west",
                all.topics(),
                all.groups(),
                naming,
                all.offsets(),
                (short) -1,
                following,
                all.onSourceLoss()));
    }
}
