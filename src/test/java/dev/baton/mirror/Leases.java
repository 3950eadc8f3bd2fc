package dev.baton.mirror;

import java.time.Duration;

/** Leases of processes that nobody doubts. */
final class Leases {
    private Leases() {}

    /** One that was confirmed and informed just now. */
    static Lease held(Duration session) {
        Lease lease = new Lease(session);
        renew(lease);
        return lease;
    }

    static void renew(Lease lease) {
        long now = System.nanoTime();
        lease.renewed(now);
        lease.informed(now);
    }
}
