package dev.baton.mirror;

import dev.baton.cluster.Cluster;
import dev.baton.cluster.Outcome;
import dev.baton.cluster.TopicInfo;
import dev.baton.cluster.TopicSettings;
import dev.baton.cluster.TopicSpec;
import dev.baton.config.FlowConfig;
import dev.baton.config.OffsetsMode;
import dev.baton.failure.BatonException;
import dev.baton.failure.FailureKind;
import dev.baton.state.MirrorBeat;
import dev.baton.state.SwitchedGeneration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the topics of the target like the source's: creates what is missing, with as many partitions and the same configs,
 * follows growth and changes of configs, deletes nothing. What a switch moved to the target is the applications' there, and is
 * left as it is; so is what is not surely the copy, see {@link TopicPair}. A topic fails alone. Used by one thread,
 * {@link #faults} apart.
 */
final class TopicSync {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSync.class);
    private static final String CLEANUP_POLICY = "cleanup.policy";
    private static final String DELETE_RETENTION_MS = "delete.retention.ms";
    private static final Duration DEFAULT_DELETE_RETENTION = Duration.ofDays(1);

    /** Configs are long answers: of so many topics they are asked for in a round, new topics come first. */
    private static final int CONFIGS_A_ROUND = 250;

    private static final Duration CATCH_UP = Duration.ofSeconds(2);
    private static final Duration CREATION = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Cluster source;
    private final Cluster target;
    private final FlowConfig flow;
    private final StateTail tail;
    private final TopicChanges changes;
    private final Set<String> remirror;
    private final Origins origins;
    private final Predicate<String> copied;
    private final Set<String> warned = new HashSet<>();
    /** By the topic's name on the source, the one that was looked at longest ago first. */
    private final Map<String, Known> known = new LinkedHashMap<>();

    private List<MirroredTopic> last = List.of();
    private volatile List<MirrorBeat.Fault> faults = List.of();

    /** By topic, what does not follow though its records do; as of the last time that it was looked at. */
    private final Map<String, String> notFollowing = new ConcurrentHashMap<>();

    private volatile List<String> hiddenOnSource = List.of();
    private Set<String> passedOver = Set.of();

    /** A topic's configs on both sides, as last read. */
    private record Known(String sourceId, TopicSettings source, TopicSettings target) {
        /** What is to become of the target's. */
        ConfigChange change(Predicate<String> copied) {
            return ConfigChange.between(source.overrides(), target.overrides(), copied);
        }
    }

    /**
     * For one flow.
     *
     * @param targetClusterId of the target
     * @param tail what was mirrored before, and what is switched
     * @param changes all that is changed on the target
     * @param remirror topics, by their names on the source, of which what was mirrored before is to be forgotten
     */
    TopicSync(
            Cluster source,
            Cluster target,
            FlowConfig flow,
            String targetClusterId,
            StateTail tail,
            TopicChanges changes,
            Set<String> remirror) {
        this.source = source;
        this.target = target;
        this.flow = flow;
        this.tail = tail;
        this.changes = changes;
        this.remirror = remirror;
        this.origins = new Origins(flow, source, targetClusterId);
        this.copied = flow.following().copiedConfigs();
    }

    /**
     * Looks at both sides, makes the target follow, and names the topics that are on both. Of those that the switch has moved
     * no record can be mirrored, and they are not made to follow.
     */
    List<MirroredTopic> sync(SwitchedGeneration word) {
        Collection<String> names = source.topics().names();
        Set<String> seen = names.stream().filter(flow.topics()).collect(Collectors.toCollection(TreeSet::new));
        Set<String> marked = tail.markedTopics().keySet();
        Provenance provenance = origins.look(names);
        List<MirrorBeat.Fault> failed = new ArrayList<>();
        Map<String, TopicInfo> wanted = new TreeMap<>(source.topics().describe(wanted(seen, marked, provenance, word)));
        Map<String, TopicInfo> moved = takeMoved(wanted, word);
        failBothWays(wanted, provenance, failed);
        hiddenOnSource = hiddenOnSource(seen, marked, word);
        sayGone(seen, word);
        notFollowing.keySet().retainAll(wanted.keySet());
        known.keySet().retainAll(wanted.keySet());
        Map<String, TopicInfo> hidden = new HashMap<>();
        Map<String, TopicInfo> there = existing(wanted, hidden, failed);
        wanted.values().removeAll(hidden.values());
        Map<TopicInfo, Boolean> created = create(wanted, there, failed);
        if (!created.isEmpty()) {
            there = awaited(wanted, created.keySet(), failed);
        }
        Set<String> looked = look(wanted, there, failed);
        List<TopicPair> pairs = pairs(wanted, there, created);
        Map<TopicPartition, Outcome<Long>> ends = ends(pairs);
        // by marks that are no older than the ends
        pairs = ends.isEmpty() ? pairs : pairs(wanted, there, created);
        List<MirroredTopic> mirrored = new ArrayList<>();
        for (TopicPair pair : pairs) {
            TopicInfo topic = pair.source();
            Known configs = known.get(topic.name());
            if (configs != null) {
                BatonException refusal = pair.refusal(ends);
                boolean follows = refusal == null && looked.contains(topic.name());
                if (follows && flow.following().configs()) {
                    configs = follow(pair, configs);
                }
                int partitions = refusal == null ? grow(topic, pair.target(), failed) : asItIs(pair, refusal, failed);
                boolean returning = provenance.isReturning(topic.name());
                mirrored.add(mirrored(pair, partitions, configs, returning, refusal));
            }
        }
        // a right that is withdrawn for a while stops nothing that still works without it
        last.stream().filter(topic -> hidden.containsKey(topic.source())).forEach(mirrored::add);
        faults = List.copyOf(failed);
        last = List.copyOf(mirrored);
        mirrored.addAll(asTheyAre(moved));
        return mirrored;
    }

    private void sayGone(Set<String> seen, SwitchedGeneration word) {
        for (MirroredTopic topic : last) {
            if (!seen.contains(topic.source()) && !word.coversTopic(topic.source())) {
                warn("topic " + topic.source() + " is not to be seen on " + flow.from()
                        + " any more (deleted, or hidden from this principal): it stays on " + flow.to() + " as it is");
            }
        }
    }

    /** What else was not done, as of the last round. */
    List<String> troubles() {
        return Stream.concat(
                        hiddenOnSource.stream(), notFollowing.values().stream().sorted())
                .toList();
    }

    /**
     * What is wanted and may not be seen: where nothing at all is to be seen that a pattern matches, and topics that were
     * mirrored before. A cluster does not list what it hides; asked by name it tells that from what does not exist.
     */
    private List<String> hiddenOnSource(Set<String> seen, Set<String> marked, SwitchedGeneration word) {
        Set<String> names = new TreeSet<>(Unseen.names(flow.topics(), seen));
        marked.stream()
                .filter(topic -> flow.topics().test(topic) && !seen.contains(topic))
                .forEach(names::add);
        names.removeIf(word::coversTopic);
        List<String> hidden = new ArrayList<>();
        source.topics().look(names).forEach((name, outcome) -> {
            if (outcome instanceof Outcome.Failed<TopicInfo> no) {
                String reason = no.failure().getMessage() + "; to mirror it takes READ on topic " + name;
                hidden.add(reason);
                warn(reason);
            }
        });
        return List.copyOf(hidden);
    }

    /** What is not mirrored on purpose, since it came from the target; as of the last round, for the thread of the rounds. */
    Set<String> passedOver() {
        return passedOver;
    }

    /** Topics that could not be created or seen on the target, as of the last round. */
    List<MirrorBeat.Fault> faults() {
        return faults;
    }

    // ---- what is mirrored at all

    /** What matches and is no copy; and what was mirrored before and has become one, since it moved or is to be spoken of. */
    private List<String> wanted(Set<String> seen, Set<String> marked, Provenance provenance, SwitchedGeneration word) {
        List<String> wanted = new ArrayList<>();
        Set<String> copies = new HashSet<>();
        for (String topic : seen) {
            boolean turned = marked.contains(topic) && (word.coversTopic(topic) || goesBothWays(topic, provenance));
            if (turned || !provenance.isFromTarget(topic)) {
                wanted.add(topic);
            } else {
                copies.add(topic);
                if (warned.add(topic)) {
                    LOG.info("topic {} of {} came from {}, and is not mirrored back", topic, flow.from(), flow.to());
                }
            }
        }
        passedOver = Set.copyOf(copies);
        return wanted;
    }

    private boolean goesBothWays(String topic, Provenance provenance) {
        return flow.naming().isIdentity() && provenance.isMirroredBackUnderItsName(topic);
    }

    /** A flow back that began since the start, which refuses such topics. */
    private void failBothWays(Map<String, TopicInfo> wanted, Provenance provenance, List<MirrorBeat.Fault> failed) {
        wanted.values().removeIf(topic -> {
            boolean both = goesBothWays(topic.name(), provenance);
            if (both) {
                String reason = "a flow from " + flow.to() + " to " + flow.from()
                        + " mirrors it under the same name, records would go round: ";
                fail(topic, reason + FlowStart.wayOut(flow), failed);
            }
            return both;
        });
    }

    /** Takes what the switch has moved out of what is wanted. */
    private static Map<String, TopicInfo> takeMoved(Map<String, TopicInfo> wanted, SwitchedGeneration word) {
        Map<String, TopicInfo> moved = new TreeMap<>(wanted);
        moved.keySet().removeIf(topic -> !word.coversTopic(topic));
        wanted.keySet().removeAll(moved.keySet());
        return moved;
    }

    /** Commits of groups that have not moved may still be for them. */
    private List<MirroredTopic> asTheyAre(Map<String, TopicInfo> moved) {
        List<MirroredTopic> both = new ArrayList<>();
        Map<String, Outcome<TopicInfo>> twins = target.topics()
                .look(moved.keySet().stream().map(flow.naming()::targetTopic).toList());
        moved.forEach((name, topic) -> {
            if (twins.get(flow.naming().targetTopic(name)) instanceof Outcome.Known<TopicInfo> twin) {
                both.add(MirroredTopic.withoutRecords(topic, twin.value()));
            }
        });
        return both;
    }

    /** The topics of the target; those that this principal may not see are put under their name on the source. */
    private Map<String, TopicInfo> existing(
            Map<String, TopicInfo> wanted, Map<String, TopicInfo> hidden, List<MirrorBeat.Fault> failed) {
        Map<String, Outcome<TopicInfo>> seen = target.topics()
                .look(wanted.keySet().stream().map(flow.naming()::targetTopic).toList());
        Map<String, TopicInfo> there = new HashMap<>();
        for (TopicInfo topic : wanted.values()) {
            String name = flow.naming().targetTopic(topic.name());
            Outcome<TopicInfo> twin = seen.get(name);
            if (twin instanceof Outcome.Failed<TopicInfo> no) {
                if (no.failure().kind() != FailureKind.UNAUTHORISED) {
                    throw no.failure();
                }
                hidden.put(topic.name(), topic);
                fail(topic, no.failure().inFull(), failed);
            } else if (twin != null) {
                there.put(name, twin.orThrow());
            }
        }
        return there;
    }

    private void fail(TopicInfo topic, String reason, List<MirrorBeat.Fault> failed) {
        topic.topicPartitions().forEach(p -> failed.add(new MirrorBeat.Fault(p.topic(), p.partition(), reason)));
        warn(topic.name() + ": " + reason);
    }

    // ---- topics that are missing

    /** The topics that are on the target now, though perhaps not to be seen yet, and whether this has created them. */
    private Map<TopicInfo, Boolean> create(
            Map<String, TopicInfo> wanted, Map<String, TopicInfo> there, List<MirrorBeat.Fault> failed) {
        Map<String, TopicInfo> missing = new TreeMap<>();
        wanted.values().forEach(topic -> missing.put(flow.naming().targetTopic(topic.name()), topic));
        missing.keySet().removeAll(there.keySet());
        if (missing.isEmpty()) {
            return Map.of();
        }
        Map<String, Outcome<TopicSettings>> configs = source.configs()
                .settings(missing.values().stream().map(TopicInfo::name).toList());
        List<TopicSpec> specs = new ArrayList<>();
        missing.forEach((name, topic) -> {
            Outcome<TopicSettings> settings = configs.get(topic.name());
            if (settings instanceof Outcome.Failed<TopicSettings> no) {
                fail(topic, no.failure().inFull(), failed);
            } else if (settings != null) {
                specs.add(new TopicSpec(
                        name,
                        topic.partitions(),
                        flow.replicationFactor(),
                        ConfigChange.copied(settings.orThrow().overrides(), copied)));
            }
        });
        Map<TopicInfo, Boolean> created = new HashMap<>();
        Map<String, Outcome<Boolean>> answers = changes.make(word -> {
            missing.values().removeIf(topic -> word.coversTopic(topic.name()));
            specs.removeIf(spec -> !missing.containsKey(spec.name()));
            return target.topics().create(specs);
        });
        answers.forEach((name, outcome) -> {
            TopicInfo topic = missing.get(name);
            if (topic == null) {
                return;
            }
            if (outcome instanceof Outcome.Failed<Boolean> no) {
                fail(
                        topic,
                        "cannot create topic " + name + " on " + flow.to() + ": "
                                + no.failure().inFull(),
                        failed);
            } else {
                LOG.info("created topic {} on {}", name, flow.to());
                created.put(topic, outcome.orThrow());
            }
        });
        return Map.copyOf(created);
    }

    /** Brokers hear of a new topic from the controller one after the other; who asks at once may be told there is none. */
    private Map<String, TopicInfo> awaited(
            Map<String, TopicInfo> wanted, Set<TopicInfo> created, List<MirrorBeat.Fault> failed) {
        long deadline = System.nanoTime() + CREATION.toNanos();
        while (true) {
            Map<String, TopicInfo> there = existing(wanted, new HashMap<>(), new ArrayList<>());
            List<TopicInfo> unseen = created.stream()
                    .filter(topic -> !there.containsKey(flow.naming().targetTopic(topic.name())))
                    .toList();
            if (unseen.isEmpty()) {
                return there;
            }
            if (System.nanoTime() > deadline) {
                unseen.forEach(topic -> fail(
                        topic,
                        "topic " + flow.naming().targetTopic(topic.name())
                                + " was created and is not to be seen yet on " + flow.to(),
                        failed));
                return there;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    // ---- copies, and what is none

    private List<TopicPair> pairs(
            Map<String, TopicInfo> wanted, Map<String, TopicInfo> there, Map<TopicInfo, Boolean> created) {
        Map<String, MarkedTopic> marked = tail.markedTopics();
        List<TopicPair> pairs = new ArrayList<>();
        for (TopicInfo topic : wanted.values()) {
            String name = topic.name();
            TopicInfo twin = there.get(flow.naming().targetTopic(name));
            if (twin != null) {
                pairs.add(new TopicPair(
                        topic,
                        twin,
                        created.getOrDefault(topic, false),
                        marked.get(name),
                        remirror.contains(name),
                        flow.offsets().of(name) == OffsetsMode.MAP));
            }
        }
        return pairs;
    }

    /**
     * Where the target's logs end that this depends on. Whoever fills one has marked it before: all marks are known then that
     * were there by that time.
     */
    private Map<TopicPartition, Outcome<Long>> ends(List<TopicPair> pairs) {
        List<TopicPartition> asked = pairs.stream()
                .filter(TopicPair::needsEnds)
                .flatMap(pair -> pair.target().topicPartitions().stream())
                .toList();
        if (asked.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Outcome<Long>> ends = target.offsets().logEnd(asked);
        if (!tail.poll(CATCH_UP)) {
            throw new BatonException(
                    FailureKind.UNREACHABLE, "what was mirrored before could not be read in time on " + flow.to());
        }
        return ends;
    }

    /** Leaves alone what is not surely the copy; how many of its partitions can be mirrored. */
    private int asItIs(TopicPair pair, BatonException refusal, List<MirrorBeat.Fault> failed) {
        String topic = pair.source().name();
        warn("configs, partitions and rights of topic " + topic + " do not follow: " + refusal.inFull());
        int partitions = pair.partitions();
        for (int p = partitions; p < pair.source().partitions(); p++) {
            failed.add(new MirrorBeat.Fault(topic, p, refusal.inFull()));
        }
        return partitions;
    }

    // ---- configs

    // all others first, also where it cannot be read
    private void lookLater(String topic, @Nullable Known now) {
        known.remove(topic);
        if (now != null) {
            known.put(topic, now);
        }
    }

    /** Reads the configs of topics that are new, and of those that were not looked at for longest. */
    private Set<String> look(
            Map<String, TopicInfo> wanted, Map<String, TopicInfo> there, List<MirrorBeat.Fault> failed) {
        List<String> round = new ArrayList<>();
        for (TopicInfo topic : wanted.values()) {
            if (isNew(topic) && there.containsKey(flow.naming().targetTopic(topic.name()))) {
                round.add(topic.name());
            }
        }
        known.keySet().stream()
                .filter(topic -> !round.contains(topic))
                .limit(Math.max(0, CONFIGS_A_ROUND - round.size()))
                .toList()
                .forEach(round::add);
        Map<String, Outcome<TopicSettings>> sourceConfigs = source.configs().settings(round);
        Map<String, Outcome<TopicSettings>> targetConfigs = target.configs()
                .settings(round.stream().map(flow.naming()::targetTopic).toList());
        Set<String> looked = new HashSet<>();
        for (String topic : round) {
            TopicInfo info = wanted.get(topic);
            Outcome<TopicSettings> here = sourceConfigs.get(topic);
            Outcome<TopicSettings> twin = targetConfigs.get(flow.naming().targetTopic(topic));
            if (info == null || here == null || twin == null) {
                continue;
            }
            if (here instanceof Outcome.Failed<TopicSettings> no) {
                if (isNew(info)) {
                    fail(info, no.failure().inFull(), failed);
                } else {
                    notFollowing(topic, no.failure().inFull());
                    lookLater(topic, known.get(topic));
                }
            } else if (twin instanceof Outcome.Failed<TopicSettings> no) {
                // its records can go on, with what brokers take by default
                notFollowing(
                        topic, no.failure().inFull() + "; to carry them over it takes ALTER_CONFIGS on topic " + topic);
                Known before = known.get(topic);
                TopicSettings last = before == null ? new TopicSettings(Map.of(), Map.of()) : before.target();
                lookLater(topic, new Known(info.id(), here.orThrow(), last));
            } else {
                lookLater(topic, new Known(info.id(), here.orThrow(), twin.orThrow()));
                looked.add(topic);
                notFollowing.remove(topic);
            }
        }
        return looked;
    }

    /** Whether the topic is none of those whose configs are known. */
    private boolean isNew(TopicInfo topic) {
        Known before = known.get(topic.name());
        return before == null || !before.sourceId().equals(topic.id());
    }

    private void notFollowing(String topic, String reason) {
        String trouble = "configs of topic " + topic + " do not follow: " + reason;
        notFollowing.put(topic, trouble);
        warn(trouble);
    }

    /** The configs as they are afterwards, where anything rests on that. */
    private Known follow(TopicPair pair, Known configs) {
        String topic = pair.source().name();
        String targetName = pair.target().name();
        ConfigChange change = configs.change(copied);
        if (change.isEmpty()) {
            return configs;
        }
        try {
            if (!changes.makeFor(topic, () -> target.configs().alter(targetName, change.set(), change.unset()))) {
                return configs;
            }
            LOG.info(
                    "configs of topic {} on {} follow: set {}, back to default {}",
                    targetName,
                    flow.to(),
                    change.set(),
                    change.unset());
            // what becomes of partitions at their first start is decided by them, and stays
            return pair.marked() == null ? altered(pair, configs) : configs;
        } catch (BatonException e) {
            notFollowing(topic, e.inFull());
            return configs;
        }
    }

    /** Brokers hear of a change one after the other; who asks at once may be told what was before. */
    private Known altered(TopicPair pair, Known before) {
        String name = pair.target().name();
        long deadline = System.nanoTime() + CREATION.toNanos();
        while (System.nanoTime() < deadline) {
            Outcome<TopicSettings> there =
                    target.configs().settings(List.of(name)).get(name);
            if (!(there instanceof Outcome.Known<TopicSettings> settings)) {
                return before;
            }
            Known now = new Known(before.sourceId(), before.source(), settings.value());
            if (now.change(copied).isEmpty()) {
                known.put(pair.source().name(), now);
                return now;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return before;
    }

    // ---- partitions

    /** How many partitions both have. */
    private int grow(TopicInfo topic, TopicInfo twin, List<MirrorBeat.Fault> failed) {
        if (topic.partitions() < twin.partitions()) {
            warn("topic " + twin.name() + " has " + twin.partitions() + " partitions on " + flow.to() + " and "
                    + topic.partitions() + " on " + flow.from()
                    + ": after a switch, records of one key land elsewhere than those before");
        }
        if (topic.partitions() <= twin.partitions()) {
            return topic.partitions();
        }
        try {
            if (!changes.makeFor(topic.name(), () -> target.topics().addPartitions(twin.name(), topic.partitions()))) {
                return twin.partitions();
            }
            LOG.info("topic {} on {} has {} partitions now", twin.name(), flow.to(), topic.partitions());
            return topic.partitions();
        } catch (BatonException e) {
            String reason = "topic " + twin.name() + " on " + flow.to() + " cannot grow to " + topic.partitions()
                    + " partitions: " + e.inFull();
            for (int p = twin.partitions(); p < topic.partitions(); p++) {
                failed.add(new MirrorBeat.Fault(topic.name(), p, reason));
            }
            warn(reason);
            return twin.partitions();
        }
    }

    private static MirroredTopic mirrored(
            TopicPair pair, int partitions, Known configs, boolean returning, @Nullable BatonException refusal) {
        String cleanup = configs.source().effective().getOrDefault(CLEANUP_POLICY, "delete");
        return new MirroredTopic(
                pair.source().name(),
                pair.source().id(),
                pair.target().name(),
                pair.target().id(),
                partitions,
                cleanup.contains("compact") ? deleteRetention(configs) : null,
                TargetConfigs.of(configs.target().effective()),
                returning,
                refusal);
    }

    private static Duration deleteRetention(Known configs) {
        String millis = configs.source().effective().get(DELETE_RETENTION_MS);
        return millis == null ? DEFAULT_DELETE_RETENTION : Duration.ofMillis(Long.parseLong(millis));
    }

    private void warn(String message) {
        if (warned.add(message)) {
            LOG.warn("{}", message);
        }
    }
}
