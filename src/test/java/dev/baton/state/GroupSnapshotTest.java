package dev.baton.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.state.GroupSnapshot.Commit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupSnapshotTest {
    private static final Commit COMMIT = new Commit("t", 0, 5, "");

    private final StateCodec codec = new StateCodec();

    @Test
    void shouldSayWhichTopicOfTheTargetItsCommitsAreMeantForWhenReadAgain() {
        // Given
        GroupSnapshot written = new GroupSnapshot(
                "g", Instant.EPOCH, List.of(COMMIT), List.of(COMMIT), List.of(), false, Map.of("t", "id"));
        // When
        GroupSnapshot read = (GroupSnapshot)
                codec.decode(codec.key(written), codec.value(written)).orElseThrow();
        // Then
        assertThat(read).isEqualTo(written);
        assertThat(read.isMeantFor("t", "id")).isTrue();
        assertThat(read.isMeantFor("t", "another")).isFalse();
    }

    @Test
    void shouldTakeTheCommitsForThoseOfTheTopicThatIsThereWhenAnEarlierVersionWroteThem() {
        // Given
        String value = """
                {"v":1,"group":"g","asOf":"1970-01-01T00:00:00Z","commits":[],"previous":[],"exactlyOnce":false,
                 "intended":[{"topic":"t","partition":0,"offset":5,"metadata":""}]}""";
        // When
        StateRecord read = codec.decode(
                        "{\"type\":\"group\",\"group\":\"g\"}".getBytes(StandardCharsets.UTF_8),
                        value.getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        // Then
        assertThat(read).isInstanceOfSatisfying(GroupSnapshot.class, snapshot -> {
            assertThat(snapshot.intended()).containsExactly(COMMIT);
            assertThat(snapshot.isMeantFor("t", "whatever")).isTrue();
        });
    }
}
