package dev.baton.mirrormaker;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.GroupInfo;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.GroupState;

/** Looks whether a MirrorMaker 2 of a flow runs at this time. */
public final class LiveMirrorMaker {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Cluster target;
    private final String source;

    public LiveMirrorMaker(Cluster target, String source) {
        this.target = target;
        this.source = source;
    }

    /**
     * What tells of it, in a few words; empty where nothing does. What Baton wrote does not.
     *
     * @throws BatonException where a topic that could tell of it cannot be read
     */
    public Optional<String> sign(Instant now) {
        Optional<GroupInfo> workers = target.groups().list((source + "-mm2")::equals).values().stream()
                .filter(group -> group.state() == GroupState.STABLE
                        || group.state() == GroupState.PREPARING_REBALANCE
                        || group.state() == GroupState.COMPLETING_REBALANCE)
                .findFirst();
        if (workers.isPresent()) {
            return Optional.of("its workers are in group " + workers.get().group());
        }
        ForeignMirror found =
                new ForeignMirrorReader(target).read(target.topics().names(), source::equals);
        Instant heartbeat = found.heartbeat();
        if (heartbeat != null && heartbeat.plus(FRESH).isAfter(now)) {
            return Optional.of("its last heartbeat is of " + heartbeat);
        }
        Optional<String> checkpoint = found.checkpoints().stream()
                .flatMap(log -> log.latest().values().stream())
                .map(GroupCheckpoint::written)
                .filter(written -> written.plus(FRESH).isAfter(now))
                .max(Instant::compareTo)
                .map(written -> "its last checkpoint is of " + written);
        if (checkpoint.isEmpty() && !found.unread().isEmpty()) {
            throw unknown(found.unread().values());
        }
        return checkpoint;
    }

    private static BatonException unknown(Collection<BatonException> unread) {
        boolean refused = unread.stream().allMatch(failure -> failure.kind() == FailureKind.UNAUTHORISED);
        return new BatonException(
                refused ? FailureKind.UNAUTHORISED : FailureKind.INCOMPLETE,
                "whether a MirrorMaker 2 runs cannot be told: "
                        + unread.stream().map(BatonException::inFull).sorted().collect(Collectors.joining("; ")));
    }
}
