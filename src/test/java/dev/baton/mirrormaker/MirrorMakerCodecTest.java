package dev.baton.mirrormaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cluster.GroupPartition;
import dev.baton.testkit.Trap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.apache.kafka.connect.mirror.Heartbeat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MirrorMaker 2's own schemas write, Baton reads; and then the bytes are damaged. */
class MirrorMakerCodecTest {
    private static final TopicPartition ORDERS = new TopicPartition("east.orders", 3);
    private static final Instant NOW = Instant.ofEpochMilli(1_000);
    private static final int ROUNDS = 20_000;

    private final byte[] key = bytes(new Struct(Checkpoint.KEY_SCHEMA)
            .set(Checkpoint.CONSUMER_GROUP_ID_KEY, "billing")
            .set(Checkpoint.TOPIC_KEY, "east.orders")
            .set(Checkpoint.PARTITION_KEY, 3));
    private final byte[] value = bytes(
            new Struct(Checkpoint.HEADER_SCHEMA).set(Checkpoint.VERSION_KEY, Checkpoint.VERSION),
            new Struct(Checkpoint.VALUE_SCHEMA_V0)
                    .set(Checkpoint.UPSTREAM_OFFSET_KEY, 41L)
                    .set(Checkpoint.DOWNSTREAM_OFFSET_KEY, 40L)
                    .set(Checkpoint.METADATA_KEY, "note"));
    private final byte[] syncKey = sync("orders", 7);
    private final byte[] syncValue = longs(1234, 1200);

    private final byte[] beatKey = bytes(new Struct(Heartbeat.KEY_SCHEMA)
            .set(Heartbeat.SOURCE_CLUSTER_ALIAS_KEY, "east")
            .set(Heartbeat.TARGET_CLUSTER_ALIAS_KEY, "west"));
    private final byte[] beatValue = bytes(
            new Struct(Heartbeat.HEADER_SCHEMA).set(Heartbeat.VERSION_KEY, Heartbeat.VERSION),
            new Struct(Heartbeat.VALUE_SCHEMA_V0).set(Heartbeat.TIMESTAMP_KEY, 99L));

    @Test
    void shouldReadWhatMirrorMakerWrote() {
        assertThat(checkpoint(key, value))
                .contains(new GroupCheckpoint("east", "billing", ORDERS, 41, 40, "note", NOW));
        assertThat(MirrorMakerCodec.checkpointKey(key)).contains(new GroupPartition("billing", ORDERS));
        assertThat(MirrorMakerCodec.sync(syncKey, syncValue, NOW))
                .contains(new OffsetSync(new TopicPartition("orders", 7), 1234, 1200, NOW));
        assertThat(MirrorMakerCodec.heartbeat(beatKey, beatValue))
                .contains(new MirrorHeartbeat("east", "west", Instant.ofEpochMilli(99)));
    }

    @Test
    @Trap("36")
    void shouldBeEmptyWhenTheRecordIsATombstoneOrOfAnUnknownVersion() {
        byte[] later = value.clone();
        later[1] = 1;

        assertThat(checkpoint(key, null)).isEmpty();
        assertThat(checkpoint(null, value)).isEmpty();
        assertThat(checkpoint(key, later)).isEmpty();
        assertThat(MirrorMakerCodec.sync(syncKey, null, NOW)).isEmpty();
    }

    @Test
    @Trap("36")
    void shouldBeEmptyWhenANameIsNoUtf8AndTakeOneThatHasTheReplacementCharacter() {
        byte[] broken = key.clone();
        broken[2] = (byte) 0xFF;
        byte[] odd = bytes(new Struct(Checkpoint.KEY_SCHEMA)
                .set(Checkpoint.CONSUMER_GROUP_ID_KEY, "bill\uFFFDng")
                .set(Checkpoint.TOPIC_KEY, "orders")
                .set(Checkpoint.PARTITION_KEY, 3));

        assertThat(MirrorMakerCodec.checkpointKey(broken)).isEmpty();
        assertThat(MirrorMakerCodec.checkpointKey(odd).orElseThrow().group()).isEqualTo("bill\uFFFDng");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Trap("36")
    void shouldNeverFailNorInventAnImpossibleOffsetWhateverTheBytes(long seed) {
        // Given
        Random random = new Random(seed);
        List<byte[]> seeds = List.of(key, value, syncKey, syncValue, beatKey, beatValue, new byte[0]);

        for (int round = 0; round < ROUNDS; round++) {
            byte[] one = damaged(random, seeds.get(random.nextInt(seeds.size())));
            byte[] other = damaged(random, seeds.get(random.nextInt(seeds.size())));
            // When
            var checkpoint = checkpoint(one, other);
            var sync = MirrorMakerCodec.sync(one, other, NOW);
            var unused = MirrorMakerCodec.heartbeat(one, other);
            // Then
            checkpoint.ifPresent(found -> {
                assertThat(found.upstreamOffset()).isNotNegative();
                assertThat(found.downstreamOffset()).isNotNegative();
                assertThat(found.partition().partition()).isNotNegative();
            });
            sync.ifPresent(found -> assertThat(found.upstreamOffset() | found.downstreamOffset())
                    .isNotNegative());
        }
    }

    private static byte[] bytes(Struct... structs) {
        ByteBuffer buffer = ByteBuffer.allocate(200);
        for (Struct struct : structs) {
            struct.writeTo(buffer);
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static byte[] damaged(Random random, byte[] intact) {
        byte[] bytes = random.nextInt(8) == 0 ? new byte[random.nextInt(40)] : intact.clone();
        if (random.nextBoolean() && bytes.length > 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
        }
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] sync(String topic, int partition) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + name.length + 4)
                .putShort((short) name.length)
                .put(name)
                .putInt(partition)
                .array();
    }

    private static Optional<GroupCheckpoint> checkpoint(byte @Nullable [] key, byte @Nullable [] value) {
        return MirrorMakerCodec.checkpointKey(key)
                .flatMap(about -> MirrorMakerCodec.checkpoint("east", about, value, NOW));
    }

    private static byte[] longs(long upstream, long downstream) {
        return ByteBuffer.allocate(16).putLong(upstream).putLong(downstream).array();
    }
}
