package dev.baton.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What copies a data set, in the order in which they run: Baton first, on a source that nobody has warmed for it. */
enum Peer {
    BATON("baton"),
    /** {@link RawCopy}. */
    RAW("raw copy"),
    MM2("mirrormaker 2");

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** @param names separated by commas, in lower case */
    static Set<Peer> parse(String names) {
        Set<Peer> peers = EnumSet.noneOf(Peer.class);
        for (String name : names.split(",", -1)) {
            peers.add(Arrays.stream(values())
                    .filter(peer -> peer.name().toLowerCase(Locale.ROOT).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("--only takes baton, raw and mm2, not " + name)));
        }
        return peers;
    }
}
