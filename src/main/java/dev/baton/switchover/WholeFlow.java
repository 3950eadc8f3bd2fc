package dev.baton.switchover;

import dev.baton.config.TopicNaming;
import dev.baton.state.SwitchedGeneration;
import dev.baton.switchover.SwitchPlan.GroupPlan;
import dev.baton.translate.Gathered;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** The source topics that a flow mirrors, whether a group reads them or not: all of them end where the whole flow does. Pure. */
final class WholeFlow {
    /** Where MirrorMaker 2 gives signs of life, under its own name on each cluster: nobody's data, and it never stands still. */
    private static final String HEARTBEATS = "heartbeats";

    private WholeFlow() {}

    /**
     * Those that are mirrored, and those that should be.
     *
     * @param onSource the names of the source's topics; empty where it is not asked
     */
    static Set<String> topics(Gathered gathered, Collection<String> onSource) {
        Set<String> topics = new TreeSet<>();
        gathered.state().marks().keySet().forEach(partition -> topics.add(partition.topic()));
        onSource.stream().filter(topic -> isMirrored(gathered, topic)).forEach(topics::add);
        topics.remove(HEARTBEATS);
        return topics;
    }

    /**
     * Whether the whole flow ends with the groups of a plan. A planned switch that leaves one behind ends no more than the topics
     * of the others: that group goes on at the source, and what it reads, or nobody reads, goes on being mirrored. With the
     * source gone nothing goes on there.
     *
     * @param before what was switched before: such a group does not stay behind, whatever is done about it now
     */
    static boolean isTaken(SwitchRequest request, SwitchedGeneration before, List<GroupPlan> groups) {
        return request.wantsAll()
                && (request.mode() == Mode.FAILOVER
                        || groups.stream()
                                .allMatch(group -> group.verdict().goes() || before.coversGroup(group.group())));
    }

    /** What MirrorMaker 2 mirrors only its target tells: its configuration may not be the one that is read here. */
    private static boolean isMirrored(Gathered gathered, String topic) {
        TopicNaming naming = gathered.naming();
        boolean named = !naming.strips() || topic.startsWith(naming.prefix());
        TopicPartition first = new TopicPartition(topic, 0);
        return named
                && gathered.flow().topics().test(topic)
                && !gathered.isCopy(first)
                && (gathered.state().exists() || gathered.targetLogs().containsKey(gathered.targetOf(first)));
    }
}
