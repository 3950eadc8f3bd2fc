package dev.baton.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.config.TopicNaming;
import dev.baton.offsets.MapCodec;
import dev.baton.offsets.MapEntry;
import dev.baton.offsets.Run;
import dev.baton.offsets.RunHistory;
import dev.baton.state.MirrorBeat.Fault;
import dev.baton.testkit.Trap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Baton's own topics may hold anything: what is no record of this version is passed over, never a crash. */
class HostileTopicsTest {
    private static final int ROUNDS = 5_000;

    private final StateCodec codec = new StateCodec();
    private final JsonMapper json = new JsonMapper();
    private final MapEntry entry = new MapEntry(Uuid.randomUuid(), 3, List.of(new Run(10, 0), new Run(20, 7)));
    private final SwitchedGeneration switched =
            new SwitchedGeneration(1, "s", true, List.of(), true, List.of(), Instant.EPOCH);
    private final FlowFacts facts = new FlowFacts("east", "west", "E", "W", "", 32, 1, 2, Instant.EPOCH);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Trap("36")
    void shouldNeverFailWhateverTheBytes(long seed) {
        // Given
        Random random = new Random(seed);
        List<byte[]> seeds = List.of(
                MapCodec.key(entry),
                MapCodec.value(entry),
                codec.key(switched),
                codec.value(switched),
                codec.key(facts),
                codec.value(facts),
                new byte[0]);

        for (int round = 0; round < ROUNDS; round++) {
            byte[] key = damaged(random, seeds.get(random.nextInt(seeds.size())));
            byte[] value = damaged(random, seeds.get(random.nextInt(seeds.size())));
            // When
            var entryOfMap = MapCodec.decode(key, value);
            var decoded = codec.decode(key, value);
            // Then
            assertThat(decoded).isNotNull();
            assertThat(entryOfMap).isNotNull();
        }
    }

    static List<StateRecord> whole() {
        Instant now = Instant.parse("2026-11-22T10:00:00Z");
        GroupSnapshot.Commit commit = new GroupSnapshot.Commit("orders", 0, 5, null);
        return List.of(
                new FlowFacts("east", "west", "E", "W", "", 32, 1, 2, now),
                new Mark("orders", 0, "orders", "i", "j", Mark.Mode.MAPPED, 8, 8, 8, 0, 0, 9L, 9L, 5L, now),
                new GroupSnapshot("billing", now, List.of(commit), List.of(commit)),
                new MirrorBeat(
                        "m-1",
                        "host",
                        now,
                        List.of(0),
                        now,
                        now,
                        0,
                        true,
                        List.of(new Fault("orders", 0, "full disk"))),
                new TurnPoint("orders", 0, "i", "j", "s", 8, 8, 8, 9, 1, 0, now),
                new SwitchedGeneration(1, "s", false, List.of("billing"), false, List.of(), now));
    }

    /** As a part of a record is lost where somebody writes it by hand, or a version forgets it. */
    @ParameterizedTest
    @MethodSource("whole")
    @Trap("36")
    void shouldPassOverARecordThatLacksAFieldAndDoWithTheRest(StateRecord intact) throws Exception {
        // Given
        byte[] key = codec.key(intact);
        assertThat(codec.decode(key, codec.value(intact))).contains(intact);

        for (JsonNode damaged : withoutOneField(json.readTree(codec.value(intact)))) {
            // When
            var decoded = codec.decode(key, json.writeValueAsBytes(damaged));

            // Then
            List<StateRecord> left = decoded.stream().toList();
            FlowState state = FlowState.of("east", left, 1 - left.size());
            assertThatCode(() -> use(state)).as(damaged.toString()).doesNotThrowAnyException();
        }
    }

    @Test
    @Trap("36")
    void shouldCountARecordWithNothingInItAsNotUnderstood() {
        for (StateRecord record : whole()) {
            assertThat(codec.decode(codec.key(record), "{\"v\":1}".getBytes(StandardCharsets.UTF_8)))
                    .isEmpty();
        }
    }

    /** What every command does with what it read. */
    private static void use(FlowState state) {
        assertThat(state.naming(TopicNaming.IDENTITY).targetTopic("orders")).isEqualTo("orders");
        state.requireClusters("E", "W");
        state.marks().values().forEach(mark -> {
            assertThat(state.asOf(mark)).isNotNull();
            assertThat(MapReader.map(mark, new RunHistory(Uuid.ZERO_UUID, mark.partition())))
                    .isNotNull();
        });
        state.groups().values().forEach(group -> {
            assertThat(state.asOf(group)).isNotNull();
            assertThat(group.commits())
                    .allSatisfy(commit -> assertThat(commit.topic()).isNotEmpty());
        });
        assertThat(state.beats())
                .allSatisfy(beat -> assertThat(beat.faults())
                        .allSatisfy(fault -> assertThat(fault.topic()).isNotEmpty()));
        assertThat(state.turns().values())
                .allSatisfy(turn -> assertThat(turn.targetTopicId()).isNotEmpty());
        assertThat(state.switched().at()).isNotNull();
    }

    /** The object without each of its fields, with a null in place of it, and the same of every object in its lists. */
    private static List<JsonNode> withoutOneField(JsonNode whole) {
        List<JsonNode> damaged = new ArrayList<>();
        whole.fieldNames().forEachRemaining(field -> {
            damaged.add(whole.<ObjectNode>deepCopy().without(field));
            damaged.add(whole.<ObjectNode>deepCopy().putNull(field));
            if (whole.get(field).isArray() && !whole.get(field).isEmpty()) {
                damaged.add(whole.<ObjectNode>deepCopy().set(field, list(NullNode.instance)));
                if (whole.get(field).get(0).isObject()) {
                    withoutOneField(whole.get(field).get(0))
                            .forEach(item ->
                                    damaged.add(whole.<ObjectNode>deepCopy().set(field, list(item))));
                }
            }
        });
        return damaged;
    }

    private static JsonNode list(JsonNode item) {
        return JsonNodeFactory.instance.arrayNode().add(item);
    }

    private static byte[] damaged(Random random, byte[] intact) {
        byte[] bytes = random.nextInt(8) == 0 ? new byte[random.nextInt(40)] : intact.clone();
        if (random.nextInt(3) == 0 && bytes.length > 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
        }
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
