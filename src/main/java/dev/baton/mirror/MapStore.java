package dev.baton.mirror;

import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.offsets.MapCodec;
import dev.baton.offsets.MapEntry;
import dev.baton.offsets.OffsetMap;
import dev.baton.offsets.Run;
import dev.baton.state.MapReader;
import dev.baton.wire.RecordBatches;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The entries of the offset map for one partition, while it is prepared: read, taken back, written by the shard's owner. */
final class MapStore {
    private static final long WRITE_SECONDS = 30;

    private final String sourceAlias;
    private final MapReader reader;
    private final Engine engine;

    MapStore(String sourceAlias, MapReader reader, Engine engine) {
        this.sourceAlias = sourceAlias;
        this.reader = reader;
        this.engine = engine;
    }

    List<MapEntry> entries(Sides sides) {
        return reader.entries(
                sourceAlias,
                sides.shard(),
                sides.target().topicId(),
                sides.target().partition());
    }

    static OffsetMap mapOf(List<MapEntry> entries) {
        return OffsetMap.of(
                entries.stream().flatMap(entry -> entry.runs().stream()).toList());
    }

    void write(Sides sides, List<Run> runs) {
        MapEntry entry = new MapEntry(sides.target().topicId(), sides.target().partition(), runs);
        write(sides.shard(), List.of(keyed(entry)));
    }

    /**
     * Takes back every run at or beyond that target offset. Runs are written ahead of their records: those that no record
     * followed would contradict a later run.
     *
     * @return the map of the others
     */
    OffsetMap dropFrom(Sides sides, List<MapEntry> entries, long targetOffset) {
        List<Run> kept = new ArrayList<>();
        List<RecordBatches.Keyed> changes = new ArrayList<>();
        for (MapEntry entry : entries) {
            List<Run> followed = entry.runs().stream()
                    .filter(run -> run.target() < targetOffset)
                    .toList();
            kept.addAll(followed);
            if (followed.isEmpty()) {
                changes.add(new RecordBatches.Keyed(ByteBuffer.wrap(MapCodec.key(entry)), null));
            } else if (followed.size() < entry.runs().size()) {
                changes.add(keyed(new MapEntry(entry.topicId(), entry.partition(), followed)));
            }
        }
        if (!changes.isEmpty()) {
            write(sides.shard(), changes);
        }
        return OffsetMap.of(kept);
    }

    private static RecordBatches.Keyed keyed(MapEntry entry) {
        return new RecordBatches.Keyed(ByteBuffer.wrap(MapCodec.key(entry)), ByteBuffer.wrap(MapCodec.value(entry)));
    }

    private void write(int shard, List<RecordBatches.Keyed> records) {
        boolean written = false;
        try {
            written = engine.writeMap(shard, records).get(WRITE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new BatonException(FailureKind.UNREACHABLE, "the offset map cannot be written", null, e);
        }
        if (!written) {
            throw new BatonException(
                    FailureKind.UNREACHABLE, "the offset map of shard " + shard + " cannot be written");
        }
    }
}
