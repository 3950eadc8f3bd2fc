package dev.baton.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InternalTopicsTest {
    @Test
    void shouldKnowItsOwnGroupsFromThoseOfApplications() {
        assertThat(new String[] {"baton-mirror.east", "baton-drill.7", "shop.baton-drill-7"})
                .allMatch(InternalTopics::isOwnGroup);
        assertThat(new String[] {"baton-rouge-billing", "baton", "baton-mirrors", "shop"})
                .noneMatch(InternalTopics::isOwnGroup);
    }
}
