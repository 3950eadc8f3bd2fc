package dev.baton.translate;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Isolation;
import dev.baton.cluster.RecordReader;
import dev.baton.translate.Evidence.Content;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the records around commits again on the target, by their content: {@link ContentSearch} over both clusters. Works over
 * any mirror that copies records as they are. For one thread.
 */
public final class ContentLookup implements AutoCloseable {
    private static final int[] WIDTHS = {300, 3_000, 30_000, 300_000};
    private static final long LOOKED_THROUGH = 20_000_000;

    /** About a hundred bytes each. */
    private static final int HELD = 1_000_000;

    private final RecordReader source;
    private final RecordReader target;
    private final String targetAlias;
    private final Consumer<String> progress;
    private final boolean wayBack;

    /** @param progress told of long searches, in words */
    public ContentLookup(Cluster source, Cluster target, Consumer<String> progress) {
        this(source, target, progress, false);
    }

    /** @param wayBack whether the source holds the copies, and the target the originals */
    ContentLookup(Cluster source, Cluster target, Consumer<String> progress, boolean wayBack) {
        this.wayBack = wayBack;
        this.source = source.records().open(Isolation.UNCOMMITTED);
        this.target = target.records().open(Isolation.UNCOMMITTED);
        this.targetAlias = target.alias();
        this.progress = progress;
    }

    /** A partition and its copy, with what their logs hold. */
    public record Place(TopicPartition source, LogRange sourceLog, TopicPartition target, LogRange targetLog) {}

    /**
     * What content proves of a commit, a repetition far behind it apart; empty where the records around it are not on the
     * target.
     *
     * @param committed the next record to read, on the source
     */
    public Optional<Content> position(Place place, long committed) {
        return search(place).position(committed);
    }

    /**
     * What content proves of commits of one partition; those are left out where the records around them are not on the target.
     */
    Map<Long, Content> find(Place place, Collection<Long> commits) {
        return search(place).find(commits);
    }

    private ContentSearch search(Place place) {
        ContentSearch search = new ContentSearch(
                new ReadLog(source, place.source(), place.sourceLog()),
                new ReadLog(target, place.target(), place.targetLog()),
                WIDTHS,
                LOOKED_THROUGH,
                HELD,
                read -> progress.accept(
                        "content: looked through " + read + " records of " + place.target() + " on " + targetAlias));
        return wayBack ? search.wayBack() : search;
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
