package dev.baton.metrics;

import dev.baton.mirror.MirrorView;
import dev.baton.mirror.MirrorView.Topic;
import dev.baton.mirror.StopCause;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One look at the mirror for each scrape, as metrics. A value that is not known is left out, never 0. Series are six a topic,
 * one for each partition that stands still, and some thirty more; groups and partitions that go on have none of their own.
 */
final class MirrorCollector implements MultiCollector {
    private static final String PREFIX = "baton_mirror_";

    private final Supplier<MirrorView> views;
    private final @Nullable Long maxRate;

    MirrorCollector(Supplier<MirrorView> views, @Nullable Long maxRate) {
        this.views = views;
        this.maxRate = maxRate;
    }

    @Override
    public MetricSnapshots collect() {
        MirrorView view = views.get();
        Labels flow = Labels.of("source", view.from(), "target", view.to());
        Page page = new Page(flow);
        topics(page, view);
        partitions(page, view);
        page.gauge(
                "last_success_timestamp_seconds",
                "Of this time the target has all that the source had then, in every partition of this process; left out"
                        + " while that is not known of one.",
                seconds(view.completeTo()));
        page.gauge(
                "groups",
                "Consumer groups that this process carries over.",
                view.groups().carried());
        page.gauge(
                "groups_last_success_timestamp_seconds",
                "When the commits of all groups were last read in full and carried over.",
                seconds(view.groups().readAt()));
        links(page, view);
        return new MetricSnapshots(page.metrics);
    }

    private static void topics(Page page, MirrorView view) {
        page.counter("records", "Records that the target has acknowledged.", view, Topic::records);
        page.counter(
                "bytes",
                "Bytes of the record batches that the target has acknowledged, compressed as they are.",
                view,
                Topic::bytes);
        page.counter("batches", "Record batches that the target has acknowledged.", view, Topic::batches);
        page.topics(
                "behind_records",
                "Offsets between what the target has and the source's last stable offset, as last heard: an upper"
                        + " bound of records. Partitions of which nothing is known yet are not in it.",
                view,
                topic -> topic.behind().unknown() == topic.partitions()
                        ? null
                        : topic.behind().records());
        page.topics(
                "behind_seconds",
                "The target has all that the source had so long ago, in every partition; grows while the source is"
                        + " silent, and is left out while it is not known of a partition.",
                view,
                topic -> seconds(topic.behind().timeOfAll()));
    }

    private static void partitions(Page page, MirrorView view) {
        GaugeSnapshot.Builder states = page.named("partitions", "Partitions of this process by what becomes of them.");
        page.point(states, view.mirroring(), "state", "mirroring");
        page.point(states, view.preparing(), "state", "preparing");
        page.point(states, view.stopped().size(), "state", "stopped");
        page.metrics.add(states.build());
        GaugeSnapshot.Builder causes =
                page.named("stopped_partitions", "Partitions that do not go on, by what kind of thing stopped them.");
        for (StopCause cause : StopCause.values()) {
            long stopped =
                    view.stopped().stream().filter(one -> one.cause() == cause).count();
            page.point(causes, stopped, "cause", cause.label());
        }
        page.metrics.add(causes.build());
        GaugeSnapshot.Builder stopped = page.named(
                "partition_stopped",
                "1 for a partition that does not go on; left out for those that do, and for those that wait for a"
                        + " cluster to answer, which may be all of them.");
        view.stopped().stream()
                .filter(one -> one.cause() != StopCause.UNREACHABLE)
                .forEach(one -> page.point(
                        stopped,
                        1,
                        "topic",
                        one.topic(),
                        "partition",
                        Integer.toString(one.partition()),
                        "cause",
                        one.cause().label()));
        page.metrics.add(stopped.build());
    }

    private void links(Page page, MirrorView view) {
        Boolean answers = view.links().sourceAnswers();
        page.gauge(
                "source_up",
                "1 where a broker of the source has answered lately, 0 where it was asked and has not; left out where it"
                        + " was not asked.",
                answers == null ? null : answers ? 1.0 : 0.0);
        page.gauge(
                "lease_held",
                "1 where the target has confirmed lately that the work is this process's, else 0: then nothing is"
                        + " appended.",
                view.links().leaseHeld() ? 1 : 0);
        page.gauge(
                "shards",
                "Shards of the flow, of 32, that are this process's.",
                view.counts().shards());
        page.counter(
                "rebalances",
                "Times that this process gained or lost shards.",
                view.counts().rebalances());
        page.counter(
                "retries",
                "Times that a partition was taken up anew, after a lost answer, a new leader or a stop.",
                view.counts().retries());
        page.gauge(
                "rate_limit_bytes_per_second",
                "What --max-rate says; left out without it.",
                maxRate == null ? null : (double) maxRate);
    }

    private static @Nullable Double seconds(@Nullable Instant time) {
        return time == null ? null : (Double) (time.toEpochMilli() / 1_000.0);
    }

    private static @Nullable Double seconds(@Nullable Duration time) {
        return time == null ? null : (Double) (time.toMillis() / 1_000.0);
    }

    /** What is known of one topic; null where it is not. */
    private interface Known {
        @Nullable
        Number of(Topic topic);
    }

    /** The metrics of one scrape, all with the flow's labels. */
    private static final class Page {
        private final List<MetricSnapshot> metrics = new ArrayList<>();
        private final Labels flow;

        private Page(Labels flow) {
            this.flow = flow;
        }

        private GaugeSnapshot.Builder named(String name, String help) {
            return GaugeSnapshot.builder().name(PREFIX + name).help(help);
        }

        private void point(GaugeSnapshot.Builder gauge, Number value, String... labels) {
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(flow.merge(Labels.of(labels)))
                    .value(value.doubleValue())
                    .build());
        }

        private void gauge(String name, String help, @Nullable Number value) {
            GaugeSnapshot.Builder gauge = named(name, help);
            if (value != null) {
                point(gauge, value);
            }
            metrics.add(gauge.build());
        }

        private void topics(String name, String help, MirrorView view, Known known) {
            GaugeSnapshot.Builder gauge = named(name, help);
            for (Topic topic : view.topics()) {
                Number value = topic.partitions() == 0 ? null : known.of(topic);
                if (value != null) {
                    point(gauge, value, "topic", topic.name());
                }
            }
            metrics.add(gauge.build());
        }

        private void counter(String name, String help, long value) {
            metrics.add(CounterSnapshot.builder()
                    .name(PREFIX + name)
                    .help(help)
                    .dataPoint(CounterDataPointSnapshot.builder()
                            .labels(flow)
                            .value((double) value)
                            .build())
                    .build());
        }

        private void counter(String name, String help, MirrorView view, ToDoubleFunction<Topic> count) {
            CounterSnapshot.Builder counter =
                    CounterSnapshot.builder().name(PREFIX + name).help(help);
            view.topics()
                    .forEach(topic -> counter.dataPoint(CounterDataPointSnapshot.builder()
                            .labels(flow.merge(Labels.of("topic", topic.name())))
                            .value(count.applyAsDouble(topic))
                            .build()));
            metrics.add(counter.build());
        }
    }
}
