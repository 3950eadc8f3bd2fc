package dev.baton.salvage;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.RecordReader;
import java.util.function.Predicate;

/** Reads tails from the source: committed records alone. */
public final class ClusterTails implements TailSource, AutoCloseable {
    private final RecordReader reader;

    public ClusterTails(Cluster source) {
        this.reader = source.records().open(Isolation.COMMITTED);
    }

    @Override
    public void read(Tail tail, long from, Predicate<TailRecord> taker) {
        reader.walk(tail.source(), from, tail.to(), record -> taker.test(TailRecord.of(record)));
    }

    @Override
    public void close() {
        reader.close();
    }
}
