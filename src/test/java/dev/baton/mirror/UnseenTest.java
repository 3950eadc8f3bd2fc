package dev.baton.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.config.NameFilter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnseenTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'orders'           | ''            | orders",
                "'orders|payments.*'| ''            | orders payments",
                "'orders|payments.*'| 'orders'      | payments",
                "'orders|payments.*'| 'orders payments.eu' | ''",
                "'shop-.*'          | ''            | shop-",
                "'shop-.+'          | ''            | shop-x",
                "'shop-[0-9]+'      | ''            | shop-0",
                "'.*'               | ''            | x",
                "'.*'               | 'anything'    | ''",
                "'(a|b)-(c|d)'      | ''            | ''"
            })
    void shouldFindANameToAskForWhenNothingThatAPatternMatchesIsSeen(String patterns, String seen, String expected) {
        // When
        List<String> names = Unseen.names(
                new NameFilter(List.of(patterns), List.of("__.*")),
                seen.isEmpty() ? List.of() : List.of(seen.split(" ")));

        // Then
        assertThat(String.join(" ", names)).isEqualTo(expected);
    }
}
