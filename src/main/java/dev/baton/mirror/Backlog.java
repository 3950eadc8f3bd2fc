package dev.baton.mirror;

import dev.baton.wire.Piece;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was fetched of one partition and is not yet acknowledged on the target, in source order, and where to fetch on. */
final class Backlog {
    private final Held held;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long bytes;
    private long position;
    private @Nullable Integer lastEpoch;
    private boolean fetching;

    Backlog(long position, @Nullable Integer lastEpoch, Held held) {
        this.held = held;
        this.position = position;
        this.lastEpoch = lastEpoch;
    }

    long bytes() {
        return bytes;
    }

    boolean isFetching() {
        return fetching;
    }

    /** The source offset to fetch from. */
    long position() {
        return position;
    }

    /** Leader epoch of the batch before the position; null where not known. */
    @Nullable
    Integer lastEpoch() {
        return lastEpoch;
    }

    void fetchStarted() {
        fetching = true;
    }

    void fetchEnded() {
        fetching = false;
    }

    void add(List<Piece> fetched) {
        for (Piece piece : fetched) {
            pieces.add(piece);
            position = piece.nextSource();
            lastEpoch = Piece.known(piece.leaderEpoch());
            if (piece instanceof Piece.Data data) {
                bytes += data.batch().remaining();
                held.add(data);
            }
        }
    }

    @Nullable
    Piece peek() {
        return pieces.peek();
    }

    /** Takes the first piece out; its bytes count until they are {@linkplain #release released}. */
    void remove() {
        pieces.remove();
    }

    /** The bytes of a piece that was taken out are not needed any more. */
    void release(Piece.Data piece) {
        bytes -= piece.batch().remaining();
        held.remove(piece);
    }

    void clear() {
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Data data) {
                release(data);
            }
        }
        pieces.clear();
    }

    /** Takes copies of pieces that still wait and keep much more memory than they need. */
    void compact() {
        for (int i = pieces.size(); i > 0; i--) {
            Piece piece = pieces.remove();
            pieces.add(piece instanceof Piece.Data data && held.isSparse(data) ? compacted(data) : piece);
        }
    }

    private Piece.Data compacted(Piece.Data data) {
        Piece.Data copy = data.copied();
        held.add(copy);
        held.remove(data);
        return copy;
    }
}
