package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.testkit.Trap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkDecoderTest {
    private static final int MAX = 1_000_000;
    private static final int CHECKSUM_AT = 17;

    @Test
    void shouldPassABatchThroughAsItIsWhenNothingIsWrongWithIt() {
        // Given
        ByteBuffer batch = batch(CompressionType.LZ4, 100, 50, 200);
        // When
        List<Piece> pieces = ChunkDecoder.decode(batch.duplicate(), List.of(), 100, MAX);
        // Then
        assertThat(pieces).hasSize(1);
        assertThat(((Piece.Data) pieces.get(0)).batch()).isEqualTo(batch);
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldMergeTinyBatchesAndKeepTheirCodecWhenEachHoldsOneRecord(CompressionType codec) {
        // Given
        ByteBuffer log = join(Stream.iterate(0, i -> i + 1)
                .limit(300)
                .map(i -> batch(codec, 1_000 + i, 1, 100))
                .toArray(ByteBuffer[]::new));
        // When
        List<Piece> pieces = ChunkDecoder.decode(log.duplicate(), List.of(), 1_000, MAX);
        // Then
        assertThat(pieces).hasSize(1);
        assertThat(codecOf(pieces.get(0))).isEqualTo(codec);
        assertThat(records(pieces)).isEqualTo(records(log));
    }

    @Test
    void shouldMergeTinyBatchesOfAllKindsOfRecordsAndTimesAndChangeNothingElse() {
        // Given runs of tiny batches: times that go back and forth or are none, empty, null and long keys, values,
        // headers
        for (int seed = 0; seed < 300; seed++) {
            ByteBuffer log = manyTiny(new Random(seed));
            ByteBuffer before =
                    ByteBuffer.allocate(log.remaining()).put(log.duplicate()).flip();
            List<String> written = records(log);
            long from = MemoryRecords.readableRecords(log.duplicate())
                    .batches()
                    .iterator()
                    .next()
                    .baseOffset();
            // When
            List<Piece> pieces = ChunkDecoder.decode(log.duplicate(), List.of(), from, MAX);
            // Then
            assertThat(log).isEqualTo(before);
            assertThat(newest(pieces)).isEqualTo(newest(log));
            assertThat(records(pieces)).as("seed %d", seed).isEqualTo(written);
        }
    }

    private static ByteBuffer manyTiny(Random random) {
        long offset = random.nextInt(3) == 0 ? 0 : random.nextLong() >>> 2;
        CompressionType codec = CompressionType.values()[random.nextInt(CompressionType.values().length)];
        List<ByteBuffer> batches = new ArrayList<>();
        for (int b = random.nextInt(60) + 1; b > 0; b--) {
            codec = random.nextInt(20) == 0
                    ? CompressionType.values()[random.nextInt(CompressionType.values().length)]
                    : codec;
            MemoryRecordsBuilder builder = builder(codec, offset);
            for (int r = random.nextInt(4) + 1; r > 0; r--) {
                builder.append(time(random), some(random), some(random), headers(random));
                offset++;
            }
            batches.add(builder.build().buffer());
        }
        return join(batches.toArray(ByteBuffer[]::new));
    }

    private static long time(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> RecordBatch.NO_TIMESTAMP;
            case 1 -> 0L;
            case 2 -> random.nextLong() >>> 2;
            default -> 1_777_000_000_000L + random.nextInt(1_000_000) - 500_000;
        };
    }

    private static byte[] some(Random random) {
        byte[] bytes = new byte[random.nextInt(10) == 0 ? 700 : random.nextInt(70)];
        random.nextBytes(bytes);
        return random.nextInt(4) == 0 ? null : random.nextInt(8) == 0 ? new byte[0] : bytes;
    }

    private static Header[] headers(Random random) {
        return Stream.generate(() -> new RecordHeader("h" + random.nextInt(3), some(random)))
                .limit(random.nextInt(3))
                .toArray(Header[]::new);
    }

    private static long newest(List<Piece> pieces) {
        return pieces.stream()
                .mapToLong(piece -> ((Piece.Data) piece).maxTimestamp())
                .max()
                .orElseThrow();
    }

    private static long newest(ByteBuffer log) {
        long newest = RecordBatch.NO_TIMESTAMP;
        for (Record record : MemoryRecords.readableRecords(log.duplicate()).records()) {
            newest = Math.max(newest, record.timestamp());
        }
        return newest;
    }

    @Test
    void shouldMergeHundredsOfUncompressedBatchesIntoOneThatIsSmaller() {
        // Given
        ByteBuffer log = join(Stream.iterate(0, i -> i + 1)
                .limit(500)
                .map(i -> batch(CompressionType.NONE, i, 1, 100))
                .toArray(ByteBuffer[]::new));
        // When
        List<Piece> pieces = ChunkDecoder.decode(log.duplicate(), List.of(), 0, MAX);
        // Then
        assertThat(pieces).hasSize(1);
        assertThat(sizeOf(pieces.get(0))).isLessThan(log.remaining() * 7 / 10);
    }

    @Test
    void shouldLeaveNoBatchLargerThanTheTargetTakesWhenTinyOnesAreMerged() {
        // Given a target that takes less than one of the source's tiny batches
        ByteBuffer log = join(batch(CompressionType.NONE, 0, 6, 300), batch(CompressionType.NONE, 6, 6, 300));
        // When
        List<Piece> pieces = ChunkDecoder.decode(log.duplicate(), List.of(), 0, 1_000);
        // Then
        assertThat(pieces).allSatisfy(piece -> assertThat(sizeOf(piece)).isLessThanOrEqualTo(1_000));
        assertThat(records(pieces)).isEqualTo(records(log));
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldSplitABatchThatIsLargerThanTheTargetTakes(CompressionType codec) {
        // Given random bytes, which no codec makes smaller, and records of all sizes, some nearly as large as may be
        Random random = new Random(3);
        MemoryRecordsBuilder builder = builder(codec, 500);
        for (int i = 0; i < 200; i++) {
            byte[] value = new byte[i % 20 == 0 ? 4_500 : random.nextInt(1_500)];
            random.nextBytes(value);
            builder.append(1_000 + i, null, value);
        }
        ByteBuffer log = builder.build().buffer();
        // When
        List<Piece> pieces = ChunkDecoder.decode(log.duplicate(), List.of(), 500, 5_000);
        // Then
        assertThat(pieces).allSatisfy(piece -> assertThat(sizeOf(piece)).isLessThanOrEqualTo(5_000));
        assertThat(records(pieces)).isEqualTo(records(log));
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldSplitAgainWhenTheCodecMadesMoreOfRecordsThanWasEstimated(CompressionType codec) {
        // Given limits that are close to the size of the records
        for (int max = 200; max < 400; max++) {
            ByteBuffer log = random(codec, 40, 30);
            // When
            List<Piece> pieces = ChunkDecoder.decode(log.duplicate(), List.of(), 0, max);
            // Then
            int limit = max;
            assertThat(pieces)
                    .allSatisfy(piece -> assertThat(sizeOf(piece) <= limit || piece.length() == 1)
                            .isTrue());
            assertThat(records(pieces)).isEqualTo(records(log));
        }
    }

    @Test
    void shouldGiveASingleRecordThatIsTooLargeABatchOfItsOwn() {
        // Given
        MemoryRecordsBuilder builder = builder(CompressionType.NONE, 0);
        builder.append(1, null, new byte[10]);
        builder.append(2, null, new byte[5_000]);
        builder.append(3, null, new byte[10]);
        ByteBuffer log = builder.build().buffer();
        // When
        List<Piece> pieces = ChunkDecoder.decode(log.duplicate(), List.of(), 0, 1_000);
        // Then
        assertThat(pieces).extracting(Piece::source).containsExactly(0L, 1L, 2L);
        assertThat(records(pieces)).isEqualTo(records(log));
    }

    @ParameterizedTest
    @MethodSource("oldFormats")
    @Trap("n")
    void shouldWriteOldFormatsAnew(byte magic, CompressionType codec) {
        // Given
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(4_096),
                magic,
                Compression.of(codec).build(),
                magic == RecordBatch.MAGIC_VALUE_V0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME,
                77L);
        long time = magic == RecordBatch.MAGIC_VALUE_V0 ? RecordBatch.NO_TIMESTAMP : 5_000L;
        builder.append(time, bytes("k"), bytes("v"));
        builder.append(time, null, bytes("w"));
        builder.append(time, bytes("x"), null);
        ByteBuffer log = builder.build().buffer();
        // When
        List<Piece> pieces = ChunkDecoder.decode(log.duplicate(), List.of(), 77, MAX);
        // Then
        assertThat(pieces).hasSize(1);
        Piece.Data data = (Piece.Data) pieces.get(0);
        assertThat(data.batch().get(16)).isEqualTo(RecordBatch.MAGIC_VALUE_V2);
        assertThat(data.maxTimestamp()).isEqualTo(time);
        assertThat(records(pieces))
                .containsExactly("77 " + time + " k=v []", "78 " + time + " null=w []", "79 " + time + " x=null []");
    }

    private static Stream<org.junit.jupiter.params.provider.Arguments> oldFormats() {
        return Stream.of(RecordBatch.MAGIC_VALUE_V0, RecordBatch.MAGIC_VALUE_V1)
                .flatMap(magic -> Stream.of(CompressionType.NONE, CompressionType.GZIP, CompressionType.LZ4)
                        .map(codec -> org.junit.jupiter.params.provider.Arguments.of(magic, codec)));
    }

    @Test
    @Trap("n")
    void shouldKeepRecordsWithoutTime() {
        // Given a batch that cannot pass, since reading begins inside it
        MemoryRecordsBuilder builder = builder(CompressionType.NONE, 0);
        builder.append(RecordBatch.NO_TIMESTAMP, null, bytes("a"));
        builder.append(RecordBatch.NO_TIMESTAMP, null, bytes("b"));
        // When
        List<Piece> pieces = ChunkDecoder.decode(builder.build().buffer().duplicate(), List.of(), 1, MAX);
        // Then
        assertThat(records(pieces)).containsExactly("1 -1 null=b []");
        assertThat(((Piece.Data) pieces.get(0)).maxTimestamp()).isEqualTo(RecordBatch.NO_TIMESTAMP);
    }

    @Test
    void shouldGiveEachRecordTheBatchesTimeWhenTheSourceStampedOnAppend() {
        // Given
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1_024),
                RecordBatch.MAGIC_VALUE_V2,
                Compression.NONE,
                TimestampType.LOG_APPEND_TIME,
                0L,
                9_000L);
        builder.append(1, null, bytes("a"));
        builder.append(2, null, bytes("b"));
        // When
        List<Piece> pieces = ChunkDecoder.decode(builder.build().buffer().duplicate(), List.of(), 0, MAX);
        // Then
        assertThat(records(pieces)).containsExactly("0 9000 null=a []", "1 9000 null=b []");
    }

    @Test
    void shouldPassOverABatchThatCompactionLeftEmptyWhenItIsTheLastOfTheChunk() {
        // Given a header without records, which keeps its producer's last sequence
        ByteBuffer empty = ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
        DefaultRecordBatch.writeEmptyHeader(
                empty,
                RecordBatch.MAGIC_VALUE_V2,
                7,
                (short) 0,
                0,
                10,
                19,
                0,
                TimestampType.CREATE_TIME,
                1,
                false,
                false);
        empty.flip();
        // When
        List<Piece> alone = ChunkDecoder.decode(empty.duplicate(), List.of(), 10, MAX);
        List<Piece> behind =
                ChunkDecoder.decode(join(batch(CompressionType.NONE, 0, 10, 10), empty), List.of(), 0, MAX);
        // Then
        assertThat(alone).containsExactly(new Piece.Gap(10, 10, 0));
        assertThat(behind).hasSize(2).last().isEqualTo(new Piece.Gap(10, 10, 0));
    }

    @Test
    void shouldLeaveOutTheTailWhenTheChunkEndsInsideABatch() {
        // Given
        ByteBuffer first = batch(CompressionType.NONE, 0, 10, 1_000);
        ByteBuffer second = batch(CompressionType.NONE, 10, 10, 1_000);
        ByteBuffer log = join(first, second);
        for (int length = 0; length < log.limit(); length += 7) {
            // When
            List<Piece> pieces =
                    ChunkDecoder.decode(log.duplicate().limit(length).slice(), List.of(), 0, MAX);
            // Then
            assertThat(pieces).hasSize(length < first.limit() ? 0 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void shouldPassNothingOnOfWhichABitIsWrong(CompressionType codec) {
        // Given every bit of a batch that its checksum covers, and of the checksum
        ByteBuffer batch = batch(codec, 100, 20, 30);
        for (int bit = 8 * 17; bit < 8 * batch.limit(); bit += 3) {
            ByteBuffer damaged = flipped(batch, bit);
            // Then
            assertThatThrownBy(() -> ChunkDecoder.decode(damaged, List.of(), 100, MAX))
                    .as("bit %d", bit)
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining("offset 100");
        }
    }

    @Test
    void shouldPassNothingOnOfWhichABitIsWrongWhateverIsDoneWithIt() {
        // Given batches that are passed on, merged, written anew, left out, and one of an old format
        ByteBuffer large = batch(CompressionType.NONE, 0, 100, 200);
        ByteBuffer control = MemoryRecords.withEndTransactionMarker(
                        0L, 5L, 0, 7L, (short) 0, new EndTransactionMarker(ControlRecordType.ABORT, 0))
                .buffer();
        ByteBuffer old = MemoryRecords.withRecords(
                        RecordBatch.MAGIC_VALUE_V1, Compression.NONE, new SimpleRecord(1L, bytes("k"), bytes("v")))
                .buffer();
        for (ByteBuffer batch : List.of(large, batch(CompressionType.LZ4, 0, 1, 30), control, old)) {
            ByteBuffer damaged = flipped(batch, 8 * (batch.limit() - 2));
            // Then
            assertThatThrownBy(() -> ChunkDecoder.decode(damaged, List.of(), 0, MAX))
                    .isInstanceOf(CorruptRecordException.class);
            assertThatThrownBy(() -> ChunkDecoder.decode(damaged, List.of(), 0, 100))
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void shouldPassOnWhatLiesBeforeTheBatchOfWhichABitIsWrong() {
        // Given
        ByteBuffer good = join(batch(CompressionType.NONE, 0, 2, 10), batch(CompressionType.NONE, 2, 2, 10));
        ByteBuffer bad = flipped(batch(CompressionType.NONE, 4, 2, 10), 8 * 70);
        // When
        List<Piece> pieces = ChunkDecoder.decode(join(good, bad), List.of(), 0, MAX);
        // Then
        assertThat(records(pieces)).isEqualTo(records(good));
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"GZIP", "SNAPPY", "LZ4", "ZSTD"})
    void shouldPassOnWhatLiesBeforeTheBatchThatCannotBeUnpackedThoughItsChecksumIsRight(CompressionType codec) {
        // Given batches that pass or are merged, and behind them one that must be written anew, since it is too large
        ByteBuffer good = join(batch(codec, 0, 50, 200), batch(codec, 50, 2, 10), batch(codec, 52, 2, 10));
        ByteBuffer bad = batch(codec, 54, 100, 1_000);
        for (int i = BatchHeader.SIZE; i < bad.limit(); i++) {
            bad.put(i, (byte) 0x5a);
        }
        checksummed(bad);
        // When
        List<Piece> pieces = ChunkDecoder.decode(join(good, bad), List.of(), 0, good.limit());
        // Then
        assertThat(records(pieces)).isEqualTo(records(good));
        assertThatThrownBy(() -> ChunkDecoder.decode(bad, List.of(), 54, good.limit()))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("offset 54");
    }

    @Test
    void shouldStopAtALengthThatNoBatchHas() {
        // Given
        for (int length : new int[] {0, -12, -1_000, 20}) {
            ByteBuffer batch = batch(CompressionType.NONE, 0, 2, 10).putInt(8, length);
            // Then
            assertThatThrownBy(() -> ChunkDecoder.decode(batch, List.of(), 0, MAX))
                    .as("length %d", length)
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    // ----

    private static ByteBuffer flipped(ByteBuffer batch, int bit) {
        ByteBuffer damaged =
                ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
        return damaged.put(bit / 8, (byte) (damaged.get(bit / 8) ^ (1 << bit % 8)));
    }

    private static void checksummed(ByteBuffer batch) {
        CRC32C checksum = new CRC32C();
        checksum.update(batch.duplicate().position(CHECKSUM_AT + 4));
        batch.putInt(CHECKSUM_AT, (int) checksum.getValue());
    }

    private static MemoryRecordsBuilder builder(CompressionType codec, long offset) {
        return MemoryRecords.builder(
                ByteBuffer.allocate(1_024),
                RecordBatch.MAGIC_VALUE_V2,
                Compression.of(codec).build(),
                TimestampType.CREATE_TIME,
                offset);
    }

    private static ByteBuffer batch(CompressionType codec, long offset, int count, int valueBytes) {
        Random random = new Random(offset);
        MemoryRecordsBuilder builder = builder(codec, offset);
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[valueBytes];
            random.nextBytes(value);
            builder.append(
                    10_000 + offset + i, i % 3 == 0 ? null : bytes("k" + i), i % 5 == 4 ? null : value, new Header[] {
                        new RecordHeader("h", bytes("x" + i)), new RecordHeader("n", null)
                    });
        }
        return builder.build().buffer();
    }

    private static ByteBuffer random(CompressionType codec, int count, int valueBytes) {
        Random random = new Random(count);
        MemoryRecordsBuilder builder = builder(codec, 0);
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[valueBytes];
            random.nextBytes(value);
            builder.append(i, null, value);
        }
        return builder.build().buffer();
    }

    private static ByteBuffer join(ByteBuffer... batches) {
        int bytes = Stream.of(batches).mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer joined = ByteBuffer.allocate(bytes);
        Stream.of(batches).forEach(batch -> joined.put(batch.duplicate()));
        return joined.flip();
    }

    private static List<String> records(ByteBuffer log) {
        List<String> records = new ArrayList<>();
        for (Record record : MemoryRecords.readableRecords(log.duplicate()).records()) {
            records.add(line(record, record.offset()));
        }
        return records;
    }

    /** As a broker would take them: each piece a batch of its own, at the offset that it stands for. */
    private static List<String> records(List<Piece> pieces) {
        List<String> records = new ArrayList<>();
        for (Piece piece : pieces) {
            ByteBuffer batch = ((Piece.Data) piece).batch();
            BatchHeader.claim(batch, 1, (short) 0, 0);
            RecordBatch claimed = MemoryRecords.readableRecords(batch.duplicate())
                    .batches()
                    .iterator()
                    .next();
            claimed.ensureValid();
            assertThat(claimed.nextOffset()).isEqualTo(piece.length());
            for (Record record : claimed) {
                records.add(line(record, piece.source() + record.offset()));
            }
        }
        return records;
    }

    private static String line(Record record, long offset) {
        return offset + " " + record.timestamp() + " " + text(record.key()) + "=" + text(record.value()) + " "
                + List.of(record.headers());
    }

    private static CompressionType codecOf(Piece piece) {
        return MemoryRecords.readableRecords(((Piece.Data) piece).batch().duplicate())
                .batches()
                .iterator()
                .next()
                .compressionType();
    }

    private static int sizeOf(Piece piece) {
        return ((Piece.Data) piece).batch().remaining();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer bytes) {
        return bytes == null
                ? "null"
                : StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }
}
