package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.config.FlowConfig;
import dev.baton.failure.BatonException;
import dev.baton.mirrormaker.GroupCheckpoint;
import dev.baton.mirrormaker.LiveMirrorMaker;
import dev.baton.mirrormaker.MirrorMakerWriter;
import dev.baton.state.GroupSnapshot;
import dev.baton.state.GroupSnapshot.Commit;
import dev.baton.state.InternalTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints and heartbeats of MirrorMaker 2, written where the configuration asks for them, for tools that know no
 * other; never beside a MirrorMaker 2 that lives.
 */
final class MirrorMakerEmission implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorMakerEmission.class);
    private static final Duration LOOK = Duration.ofSeconds(60);

    private final FlowConfig flow;
    private final LiveMirrorMaker live;
    private final MirrorMakerWriter writer;
    private final Map<String, GroupSnapshot> wanted = new ConcurrentHashMap<>();
    private final Map<String, GroupSnapshot> emitted = new ConcurrentHashMap<>();
    private Instant looked = Instant.now();
    private boolean stopped;
    private volatile @Nullable String trouble;

    MirrorMakerEmission(Cluster target, FlowConfig flow) {
        this.flow = flow;
        this.live = new LiveMirrorMaker(target, flow.from());
        this.writer = new MirrorMakerWriter(
                target, flow.from(), flow.following().internalSeparator(), flow.replicationFactor());
    }

    /** Refuses where a MirrorMaker 2 writes the same topics. */
    static void refuseBesideMirrorMaker(Cluster target, FlowConfig flow) {
        if (flow.following().checkpoints() || flow.following().heartbeats()) {
            new LiveMirrorMaker(target, flow.from()).sign(Instant.now()).ifPresent(sign -> {
                throw BatonException.refused(
                        "a MirrorMaker 2 from " + flow.from() + " to " + flow.to() + " runs (" + sign
                                + ") and writes its own checkpoints and heartbeats",
                        "stop it, or set emit.checkpoints.enabled and emit.heartbeats.enabled to false");
            });
        }
    }

    /**
     * Writes the checkpoints of groups whose commits, or what they translate to, have changed. Where that fails, commits are
     * carried over all the same, and it is tried again the next time.
     */
    synchronized void checkpoints(List<GroupSnapshot> groups) {
        if (!flow.following().checkpoints()) {
            return;
        }
        groups.forEach(group -> wanted.put(group.group(), group));
        try {
            if (!wanted.isEmpty() && !isBesideMirrorMaker()) {
                writeWanted();
            }
            trouble = null;
        } catch (BatonException e) {
            String now = "could not write checkpoints of MirrorMaker 2: " + e.inFull();
            if (!now.equals(trouble)) {
                LOG.warn("{}", now);
            }
            trouble = now;
        }
    }

    private void writeWanted() {
        List<GroupCheckpoint> news = new ArrayList<>();
        for (GroupSnapshot group : wanted.values()) {
            GroupSnapshot before = emitted.get(group.group());
            boolean same = before != null
                    && before.commits().equals(group.commits())
                    && before.intended().equals(group.intended());
            if (!same) {
                group.commits().forEach(commit -> checkpoint(group, commit).ifPresent(news::add));
            }
        }
        if (!news.isEmpty()) {
            writer.checkpoints(news);
        }
        wanted.forEach((group, snapshot) -> {
            emitted.put(group, snapshot);
            if (!wanted.remove(group, snapshot)) {
                emitted.remove(group);
            }
        });
    }

    /**
     * Forgets the groups of shards that another process has: what it wrote of them is not known here. From any thread, which
     * does not wait for what is being written.
     */
    void forget(Set<Integer> shards) {
        wanted.keySet().removeIf(group -> shards.contains(InternalTopics.shardOf(group)));
        emitted.keySet().removeIf(group -> shards.contains(InternalTopics.shardOf(group)));
    }

    /** Why checkpoints were not written the last time; from any thread. */
    List<String> troubles() {
        String now = trouble;
        return now == null ? List.of() : List.of(now);
    }

    private Optional<GroupCheckpoint> checkpoint(GroupSnapshot group, Commit commit) {
        TopicPartition there = new TopicPartition(flow.naming().targetTopic(commit.topic()), commit.partition());
        String metadata = commit.metadata();
        return group.intended().stream()
                .filter(intended -> intended.topic().equals(there.topic()) && intended.partition() == there.partition())
                .findFirst()
                .map(intended -> new GroupCheckpoint(
                        flow.from(),
                        group.group(),
                        there,
                        commit.offset(),
                        intended.offset(),
                        metadata == null ? "" : metadata,
                        group.asOf()));
    }

    /** Tells that the flow lives: the source answers, and this process writes to the target. */
    synchronized void heartbeat() {
        if (flow.following().heartbeats() && !isBesideMirrorMaker()) {
            writer.heartbeat(Instant.now());
        }
    }

    private boolean isBesideMirrorMaker() {
        Instant now = Instant.now();
        if (!looked.plus(LOOK).isAfter(now)) {
            looked = now;
            Optional<String> sign = live.sign(now);
            if (sign.isPresent() != stopped) {
                stopped = sign.isPresent();
                LOG.warn(
                        "checkpoints and heartbeats of MirrorMaker 2 are {} written: {}",
                        stopped ? "no longer" : "again",
                        sign.map(s -> "one runs, " + s).orElse("none runs any more"));
            }
        }
        return stopped;
    }

    @Override
    public void close() {
        writer.close();
    }
}
