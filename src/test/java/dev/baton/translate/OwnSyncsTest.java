package dev.baton.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.FlowConfig;
import dev.baton.config.Following;
import dev.baton.config.GroupsConsistency;
import dev.baton.config.SyncsLocation;
import dev.baton.config.TopicNaming;
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
        assertThat(of(null).onTarget(FOUND, Set.of("east.orders"))).isEqualTo(FOUND);
        assertThat(of(null).onSource(FOUND, Set.of("orders"))).isEqualTo(FOUND);
    }

    @Test
    void shouldNotReadThemWhenTheyMayBeOfTheFlowBack() {
        assertThat(of(null).onTarget(FOUND, Set.of("east.orders", "orders"))
                        .get(0)
                        .syncs())
                .isEmpty();
        assertThat(of(null).onSource(FOUND, Set.of("orders", "west.orders"))
                        .get(0)
                        .syncs())
                .isEmpty();
    }

    @Test
    void shouldReadThemWhereTheConfigurationSaysThatTheyLie() {
        Set<String> both = Set.of("east.orders", "west.orders", "orders");

        assertThat(of(SyncsLocation.TARGET).onTarget(FOUND, both)).isEqualTo(FOUND);
        assertThat(of(SyncsLocation.TARGET).onSource(FOUND, both)).isEmpty();
        assertThat(of(SyncsLocation.SOURCE).onSource(FOUND, both)).isEqualTo(FOUND);
        assertThat(of(SyncsLocation.SOURCE).onTarget(FOUND, both)).isEmpty();
    }

    private static OwnSyncs of(SyncsLocation location) {
        FlowConfig all = FlowConfig.everything("east", "west");
        Following following =
                new Following(true, List.of(), false, GroupsConsistency.GROUP, false, false, location, ".");
        return new OwnSyncs(new FlowConfig(
                "east",
                "west",
                all.topics(),
                all.groups(),
                TopicNaming.prefixed("east", "."),
                all.offsets(),
                (short) -1,
                following,
                all.onSourceLoss()));
    }
}
