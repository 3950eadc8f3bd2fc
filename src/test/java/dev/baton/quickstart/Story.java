package dev.baton.quickstart;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * A made-up failover of one group over one partition, {@code orders-0}, whose record at offset n has the id {@code rn}. It
 * starts right, and a test breaks it: records 0 to 9 were acknowledged one a second, 0 to 7 mirrored; the group processed 0 to
 * 5 before and 4 to 7 after, the mirror had seen its commit 4, and Baton stated all of that.
 */
final class Story {
    static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    final List<Writes.Acknowledged> acknowledged = new ArrayList<>();
    final Set<String> aborted = new HashSet<>();
    final Set<String> unresolved = new HashSet<>();
    final List<LogRecord> mirrored = new ArrayList<>();
    final List<LogRecord> oldLog = new ArrayList<>();
    final List<Processed> processed = new ArrayList<>();
    final Map<TopicPartition, Long> seen = new HashMap<>(Map.of(ORDERS, 4L));
    final Map<TopicPartition, Bound> stated = new HashMap<>(Map.of(ORDERS, new Bound(4L, 4L, "exact", 0L, 4L)));
    LossCheck.Statement loss = new LossCheck.Statement(1L, START.plusSeconds(9));
    Set<String> compacted = Set.of();
    boolean preserved = true;
    long stable = Long.MAX_VALUE;

    Story() {
        for (int n = 0; n < 10; n++) {
            acknowledged.add(new Writes.Acknowledged(record(n), START.plusSeconds(n)));
            oldLog.add(record(n));
        }
        for (int n = 0; n < 8; n++) {
            mirrored.add(record(n));
        }
        for (int n = 0; n < 6; n++) {
            process(Site.ACTIVE, n);
        }
        for (int n = 4; n < 8; n++) {
            process(Site.PASSIVE, n);
        }
    }

    static LogRecord record(int n) {
        return at(n, n);
    }

    /** The record with the id {@code rn} at another offset than its own. */
    static LogRecord at(int n, long offset) {
        return new LogRecord("r" + n, "orders", 0, offset, "key", 1000 + n);
    }

    void process(Site site, int n) {
        processed.add(new Processed("billing", site, record(n), START.plusSeconds(n)));
    }

    void forget(Site site, int n) {
        processed.removeIf(p -> p.site() == site && p.record().id().equals("r" + n));
    }

    MirrorOutcome mirror() {
        return check().check(mirrored);
    }

    GroupOutcome group() {
        return new GroupCheck(writes(), mirrored, START.plusSeconds(10))
                .check("billing", Set.of("orders"), processed, seen, stated);
    }

    Faults unstated() {
        return lossCheck().unstated(loss, r -> r.offset() >= stable);
    }

    LossCheck.Revived revived() {
        return lossCheck().revived(oldLog, mirrored);
    }

    private LossCheck lossCheck() {
        return new LossCheck(writes(), check(), mirror());
    }

    private MirrorCheck check() {
        return new MirrorCheck(writes(), compacted::contains, p -> preserved);
    }

    private Writes writes() {
        return new Writes(acknowledged, aborted, unresolved);
    }
}
