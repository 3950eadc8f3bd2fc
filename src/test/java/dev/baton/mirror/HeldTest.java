package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.wire.Piece;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldTest {
    private static final int MAX = 1 << 20;

    private final Held held = new Held(MAX);

    @Test
    void shouldCountAnAnswerAsAWholeAsLongAsAnyPieceOfItIsNeeded() {
        // Given
        List<Piece.Data> pieces = pieces(100_000, 10);
        pieces.forEach(held::add);
        // When
        pieces.subList(1, 10).forEach(held::remove);
        long whileOneIsLeft = held.free();
        held.remove(pieces.get(0));
        // Then
        assertThat(whileOneIsLeft).isEqualTo(MAX - 100_000);
        assertThat(held.free()).isEqualTo(MAX);
    }

    @Test
    void shouldFreeTheAnswerWhenAPieceThatWaitsIsCopiedOut() {
        // Given answers of which one small piece each is stuck, until there is little room
        List<Backlog> backlogs = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            List<Piece.Data> pieces = pieces(100_000, 10);
            Backlog stuck = new Backlog(0, null, held);
            stuck.add(List.of(pieces.get(0)));
            backlogs.add(stuck);
            pieces.subList(1, 10).forEach(held::add);
            pieces.subList(1, 10).forEach(held::remove);
        }
        boolean wasteful = held.isWasteful();
        // When
        backlogs.forEach(Backlog::compact);
        // Then
        assertThat(wasteful).isTrue();
        assertThat(held.free()).isEqualTo(MAX - 9 * 10_000);
        assertThat(held.isWasteful()).isFalse();
        assertThat(((Piece.Data) backlogs.get(0).peek()).batch()).isEqualTo(ByteBuffer.allocate(10_000));
    }

    @Test
    void shouldCopyNothingOfAnAnswerThatIsNeeded() {
        // Given
        List<Piece.Data> pieces = pieces(100_000, 10);
        Backlog backlog = new Backlog(0, null, held);
        backlog.add(List.copyOf(pieces));
        // When
        backlog.compact();
        // Then
        assertThat(backlog.peek()).isSameAs(pieces.get(0));
    }

    @Test
    void shouldGiveEachBrokerItsShareAndSayWhenRoomWasAskedForInVain() {
        // Given answers that are under way and do not come
        long taken = 0;
        for (int broker = 0; broker < 16; broker++) {
            int room = held.take(MAX, 16);
            assertThat(room).isEqualTo(MAX / 16);
            taken += room;
        }
        // When
        int more = held.take(MAX, 16);
        // Then
        assertThat(more).isZero();
        assertThat(taken).isEqualTo(MAX);
        assertThat(held.takeAwaited()).isTrue();
        assertThat(held.takeAwaited()).isFalse();
    }

    @Test
    void shouldAlwaysHaveRoomForOneAnswerWhenNothingIsHeld() {
        // Given a limit of some hundred bytes a second
        Held little = new Held(300);
        Piece.Data large = pieces(100_000, 1).get(0);
        // When
        int room = little.take(MAX, 3);
        little.add(large);
        little.giveBack(room);
        int whileHeld = little.take(MAX, 3);
        little.remove(large);
        // Then
        assertThat(room).isPositive();
        assertThat(whileHeld).isZero();
        assertThat(little.take(MAX, 3)).isPositive();
    }

    @Test
    void shouldStayWithinItsLimitWhenThousandsOfPartitionsAreStuck() {
        // Given
        Held memory = new Held(8 << 20);
        List<Backlog> lanes = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            lanes.add(new Backlog(0, null, memory));
        }
        // When each reads on as long as there is room for an answer of ten partitions
        boolean fetched = true;
        while (fetched) {
            fetched = false;
            for (int from = 0; from < lanes.size(); from += 10) {
                int room = memory.take(1 << 20, 1);
                if (room > 0) {
                    List<Piece.Data> pieces = pieces(Math.min(room, 20_000), 10);
                    for (int i = 0; i < 10; i++) {
                        lanes.get(from + i).add(List.of(pieces.get(i)));
                    }
                    memory.giveBack(room);
                    fetched = true;
                }
            }
        }
        // Then
        assertThat(memory.free()).isBetween(0L, 1L << 18);
    }

    private static List<Piece.Data> pieces(int answer, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(answer);
        List<Piece.Data> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pieces.add(new Piece.Data(i, 1, bytes.slice(i * (answer / count), answer / count), 0, 0, false));
        }
        return pieces;
    }
}
