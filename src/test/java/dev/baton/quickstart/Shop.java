package dev.baton.quickstart;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The shop whose cluster dies: its topics, and the groups that read them. */
final class Shop {
    static final String ORDERS = "orders";
    static final String PAYMENTS = "payments";
    static final String CUSTOMERS = "customers";
    static final List<String> TOPICS = List.of(ORDERS, PAYMENTS, CUSTOMERS);
    static final int ORDER_PARTITIONS = 6;
    static final int PARTITIONS = ORDER_PARTITIONS + 3 + 2;

    /** Caught up. */
    static final GroupPlan BILLING =
            new GroupPlan("billing", Set.of(ORDERS, PAYMENTS), "consumer", "read_committed", 0);
    /** Far behind: its application is slower than the orders come. */
    static final GroupPlan ANALYTICS =
            new GroupPlan("analytics", Set.of(ORDERS, CUSTOMERS), "classic", "read_uncommitted", 300);
    /** Idle: committed at the beginning, and has had no member since. */
    static final GroupPlan AUDIT = new GroupPlan("audit", Set.of(ORDERS, PAYMENTS), "classic", "read_committed", 0);
    /** Reads transactions only when they are committed, and the compacted topic. */
    static final GroupPlan BOOKKEEPING =
            new GroupPlan("bookkeeping", Set.of(PAYMENTS, CUSTOMERS), "classic", "read_committed", 0);

    static final List<GroupPlan> GROUPS = List.of(BILLING, ANALYTICS, AUDIT, BOOKKEEPING);

    private Shop() {}

    static Set<String> groupNames() {
        return Set.copyOf(GROUPS.stream().map(GroupPlan::group).toList());
    }

    static boolean isCompacted(String topic) {
        return topic.equals(CUSTOMERS);
    }

    /** The compacted topic gets small segments, so that the cleaner finds work within seconds. */
    static void createTopics(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        NewTopic customers = new NewTopic(CUSTOMERS, 2, (short) 1)
                .configs(Map.of(
                        "cleanup.policy", "compact",
                        "segment.ms", "2000",
                        "min.cleanable.dirty.ratio", "0.01"));
        admin.createTopics(List.of(
                        new NewTopic(ORDERS, ORDER_PARTITIONS, (short) 1),
                        new NewTopic(PAYMENTS, 3, (short) 1),
                        customers))
                .all()
                .get(30, TimeUnit.SECONDS);
    }
}
