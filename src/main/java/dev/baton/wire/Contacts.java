package dev.baton.wire;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.Node;

/**
 * Whom to ask what any broker can answer: the brokers of the last metadata, then the bootstrap list, which may name nobody who
 * is alive. Who answered is asked again.
 */
final class Contacts {
    private static final int FIRST_BOOTSTRAP_ID = -1;

    private final List<Node> bootstrap = new ArrayList<>();
    private List<Node> all;
    private int current;

    Contacts(List<InetSocketAddress> addresses) {
        for (InetSocketAddress address : addresses) {
            bootstrap.add(new Node(FIRST_BOOTSTRAP_ID - bootstrap.size(), address.getHostString(), address.getPort()));
        }
        all = bootstrap;
    }

    int count() {
        return all.size();
    }

    Node current() {
        return all.get(current);
    }

    /** This one does not answer: the next one. */
    void advance() {
        current = (current + 1) % all.size();
    }

    /** The brokers that metadata names. */
    void learned(Collection<Node> brokers) {
        Node asked = current();
        List<Node> now = new ArrayList<>(brokers);
        now.addAll(bootstrap);
        all = now;
        current = Math.max(0, now.indexOf(asked));
    }
}
