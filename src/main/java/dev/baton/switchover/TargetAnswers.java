package dev.baton.switchover;

import dev.baton.cluster.CommittedOffset;
import dev.baton.cluster.GroupDescription;
import dev.baton.state.GroupSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What the target said of groups.
 *
 * @param asked the groups
 * @param described those of them that exist there
 * @param commits what is committed there
 * @param unanswered groups that could not be asked about, each with the reason
 * @param snapshots what mirrors intended, read after the commits: they record first what they intend
 */
record TargetAnswers(
        Set<String> asked,
        Map<String, GroupDescription> described,
        Map<String, Map<TopicPartition, CommittedOffset>> commits,
        Map<String, String> unanswered,
        List<GroupSnapshot> snapshots) {

    /** These and those of other groups. */
    TargetAnswers and(TargetAnswers others) {
        Set<String> allAsked = new HashSet<>(asked);
        allAsked.addAll(others.asked);
        Map<String, GroupDescription> allDescribed = new HashMap<>(described);
        allDescribed.putAll(others.described);
        Map<String, Map<TopicPartition, CommittedOffset>> allCommits = new HashMap<>(commits);
        allCommits.putAll(others.commits);
        Map<String, String> allUnanswered = new HashMap<>(unanswered);
        allUnanswered.putAll(others.unanswered);
        List<GroupSnapshot> allSnapshots = new ArrayList<>(snapshots);
        allSnapshots.addAll(others.snapshots);
        return new TargetAnswers(allAsked, allDescribed, allCommits, allUnanswered, allSnapshots);
    }
}
