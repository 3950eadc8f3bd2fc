package dev.baton.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Guesses which word was meant. */
final class Spelling {
    private Spelling() {}

    /** The nearest candidate, where it is near enough to be what was meant. */
    static Optional<String> nearest(String word, Collection<String> candidates) {
        int limit = Math.max(1, Math.min(3, word.length() / 3));
        return candidates.stream()
                .filter(candidate -> distance(lower(word), lower(candidate)) <= limit)
                .min(Comparator.<String>comparingInt(candidate -> distance(lower(word), lower(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code did you mean 'topics'?}; null where nothing is near. */
    static @Nullable String hint(String word, Collection<String> candidates) {
        return nearest(word, candidates)
                .map(candidate -> "did you mean '" + candidate + "'?")
                .orElse(null);
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** Damerau and Levenshtein's distance: letters added, left out, exchanged, or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            steps[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            steps[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int exchanged = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int least = Math.min(exchanged, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
                steps[i][j] = isSwap(a, b, i, j) ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
            }
        }
        return steps[a.length()][b.length()];
    }

    private static boolean isSwap(String a, String b, int i, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
