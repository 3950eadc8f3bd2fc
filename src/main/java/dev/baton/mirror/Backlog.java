package dev.baton.mirror;

import dev.baton.wire.Piece;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was fetched of one partition and is not yet acknowledged on the target, in source order, and where to fetch on. */
final class Backlog {
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long bytes;
    private long position;
    private @Nullable Integer lastEpoch;
    private boolean fetching;

    Backlog(long position, @Nullable Integer lastEpoch) {
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
            }
        }
    }

    @Nullable
    Piece peek() {
        return pieces.peek();
    }

    /** Takes the first piece out; its bytes count until {@link #acknowledged}. */
    void remove() {
        pieces.remove();
    }

    void acknowledged(Piece.Data piece) {
        bytes -= piece.batch().remaining();
    }

    void clear() {
        for (Piece piece : pieces) {
            bytes -= piece instanceof Piece.Data data ? data.batch().remaining() : 0;
        }
        pieces.clear();
    }
}
