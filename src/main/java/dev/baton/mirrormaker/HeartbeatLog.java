package dev.baton.mirrormaker;

import java.util.List;

/**
 * The newest part of a heartbeats topic.
 *
 * @param latest the newest heartbeat of each pair of clusters
 * @param skipped records that are no heartbeats, or of an unknown version
 */
public record HeartbeatLog(String topic, List<MirrorHeartbeat> latest, int skipped) {
    public HeartbeatLog {
        latest = List.copyOf(latest);
    }
}
