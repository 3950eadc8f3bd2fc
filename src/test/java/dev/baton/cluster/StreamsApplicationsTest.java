package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testkit.Trap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsApplicationsTest {
    @ParameterizedTest
    @Trap("29")
    @CsvSource({
        "shop-6f1c1d0e-6a9b-4c62-9f4e-0f5b7f9d3a11-1, shop",
        "shop-eu-6f1c1d0e-6a9b-4c62-9f4e-0f5b7f9d3a11-12, shop-eu",
        "shop-0_3, shop",
        "shop-billing,",
        "shop,",
        "6f1c1d0e-6a9b-4c62-9f4e-0f5b7f9d3a11-1,"
    })
    void shouldTellTheApplicationFromATransactionalIdThatStreamsMade(String transactionalId, String application) {
        assertThat(StreamsApplications.application(transactionalId).orElse(null))
                .isEqualTo(application);
    }
}
