package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

class ContactsTest {
    private final Contacts contacts = new Contacts(List.of(
            InetSocketAddress.createUnresolved("a", 1),
            InetSocketAddress.createUnresolved("b", 2),
            InetSocketAddress.createUnresolved("c", 3)));

    @Test
    void shouldAskTheSameAgainWhenItAnswers() {
        // When
        Node first = contacts.current();
        // Then
        assertThat(contacts.current()).isEqualTo(first);
        assertThat(first.host()).isEqualTo("a");
    }

    @Test
    void shouldAskEachInTurnWhenTheyDoNotAnswer() {
        // When
        contacts.advance();
        contacts.advance();
        // Then
        assertThat(contacts.current().host()).isEqualTo("c");
        contacts.advance();
        assertThat(contacts.current().host()).isEqualTo("a");
    }

    @Test
    void shouldKnowBrokersBeyondTheBootstrapListWhenMetadataNamesThem() {
        // When
        contacts.learned(List.of(new Node(7, "x", 9)));
        // Then
        assertThat(contacts.count()).isEqualTo(4);
        assertThat(contacts.current().host()).isEqualTo("a");
        for (int i = 0; i < 3; i++) {
            contacts.advance();
        }
        assertThat(contacts.current().host()).isEqualTo("x");
    }
}
