package dev.baton.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.Outcome;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.translate.Answer;
import dev.baton.translate.CommittedFrom;
import dev.baton.translate.Selection;
import dev.baton.translate.Standing;
import dev.baton.translate.Translated;
import dev.baton.translate.Translation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CandidateTest {
    private static final FlowConfig FLOW = FlowConfig.everything("east", "west");
    private static final Selection ALL = new Selection(List.of(), List.of());
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition MORE_ORDERS = new TopicPartition("orders", 1);

    @Test
    void shouldSpeakOfAGroupThatOnlyTheSourceKnows() {
        // When
        List<Candidate> candidates = Candidate.of(
                FLOW,
                ALL,
                Map.of("shop", List.of(translated("shop", ORDERS))),
                Map.of("shop", at(ORDERS), "new", at(ORDERS)));

        // Then
        assertThat(candidates).extracting(Candidate::group).containsExactly("new", "shop");
        assertThat(candidates.get(0).openQuestion())
                .hasValueSatisfying(why -> assertThat(why).contains("orders-0", "the target does not know of it"));
        assertThat(candidates.get(1).openQuestion()).isEmpty();
    }

    @Test
    void shouldSpeakOfANamedGroupThatNobodyKnows() {
        // Given
        Selection named = new Selection(List.of("shop", "typo"), List.of());

        // When
        List<Candidate> candidates = Candidate.of(
                FLOW,
                named,
                Map.of("shop", List.of(translated("shop", ORDERS))),
                Map.of("shop", at(ORDERS), "typo", Outcome.known(Map.of())));

        // Then
        assertThat(candidates).extracting(Candidate::group).containsExactly("shop", "typo");
        assertThat(candidates.get(1).openQuestion())
                .hasValueSatisfying(why -> assertThat(why).contains("no commit of it is known"));
    }

    @Test
    void shouldSpeakOfAGroupThatCouldNotBeAsked() {
        // Given
        BatonException refused = new BatonException(FailureKind.UNAUTHORISED, "not allowed");

        // When
        List<Candidate> candidates = Candidate.of(
                FLOW, ALL, Map.of(), Map.of("secret", Outcome.<Map<TopicPartition, CommittedOffset>>failed(refused)));

        // Then
        assertThat(candidates).hasSize(1);
        assertThat(candidates.get(0).openQuestion()).contains("not allowed");
    }

    @Test
    void shouldNameThePartitionThatTheTargetDoesNotKnowOf() {
        // When
        List<Candidate> candidates = Candidate.of(
                FLOW,
                ALL,
                Map.of("shop", List.of(translated("shop", ORDERS))),
                Map.of("shop", at(ORDERS, MORE_ORDERS)));

        // Then
        assertThat(candidates.get(0).partitions()).containsExactly(ORDERS, MORE_ORDERS);
        assertThat(candidates.get(0).openQuestion())
                .hasValueSatisfying(why -> assertThat(why).startsWith("orders-1: "));
    }

    @Test
    void shouldLeaveOutGroupsOfOtherTopicsAndInternalTopicsOfStreams() {
        // When
        List<Candidate> candidates = Candidate.of(
                FLOW,
                ALL,
                Map.of("app", List.of(translated("app", ORDERS))),
                Map.of(
                        "app", at(ORDERS, new TopicPartition("app-store-changelog", 0)),
                        "idle", Outcome.known(Map.of()),
                        "elsewhere", at(new TopicPartition("mm2-offsets.east.internal", 0))));

        // Then
        assertThat(candidates).extracting(Candidate::group).containsExactly("app");
        assertThat(candidates.get(0).openQuestion()).isEmpty();
    }

    private static Outcome<Map<TopicPartition, CommittedOffset>> at(TopicPartition... partitions) {
        Map<TopicPartition, CommittedOffset> commits = new HashMap<>();
        for (TopicPartition partition : partitions) {
            commits.put(partition, CommittedOffset.of(7, ""));
        }
        return Outcome.known(commits);
    }

    private static Translated translated(String group, TopicPartition partition) {
        return new Translated(
                group,
                partition,
                partition,
                new Standing(7, "", CommittedFrom.SNAPSHOT, null),
                new Answer(new Translation.Unknown("not asked"), null),
                null);
    }
}
