package dev.baton.cluster;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What is kept by partition, in no order. {@link TopicPartition#hashCode} is 31 times the partition plus the hash of the topic,
 * so those of topic-17 partition 3 and topic-18 partition 2 are close or the same, and ten thousand partitions have a thousand
 * hashes: a {@link java.util.HashMap} searches through trees of them, and {@link Map#copyOf}, which looks in the next place and
 * the next after that, takes thousands of steps. This one is a hash table that mixes the two parts.
 *
 * @param <V> what is kept
 */
public final class PartitionMap<V> extends AbstractMap<TopicPartition, V> {
    private static final int FIRST_BUCKETS = 16;

    private @Nullable Node<V>[] buckets = table(FIRST_BUCKETS);
    private int size;
    private int changes;

    /** An empty one. */
    public PartitionMap() {}

    /** A copy. */
    public PartitionMap(Map<TopicPartition, ? extends V> map) {
        putAll(map);
    }

    /** An empty set of partitions. */
    public static Set<TopicPartition> newSet() {
        return Collections.newSetFromMap(new PartitionMap<>());
    }

    /** A set of these partitions. */
    public static Set<TopicPartition> newSet(Collection<TopicPartition> partitions) {
        Set<TopicPartition> set = newSet();
        set.addAll(partitions);
        return set;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return find(key) != null;
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        Node<V> node = find(key);
        return node == null ? null : node.getValue();
    }

    @Override
    public @Nullable V put(TopicPartition key, V value) {
        Node<V> known = find(key);
        if (known != null) {
            return known.setValue(value);
        }
        if (size >= buckets.length / 4 * 3) {
            grow();
        }
        int hash = hash(key);
        int bucket = bucket(hash);
        buckets[bucket] = new Node<>(key, hash, value, buckets[bucket]);
        size++;
        changes++;
        return null;
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        if (!(key instanceof TopicPartition partition)) {
            return null;
        }
        int hash = hash(partition);
        Node<V> before = null;
        for (Node<V> node = buckets[bucket(hash)]; node != null; node = node.next) {
            if (node.is(hash, partition)) {
                if (before == null) {
                    buckets[bucket(hash)] = node.next;
                } else {
                    before.next = node.next;
                }
                size--;
                changes++;
                return node.getValue();
            }
            before = node;
        }
        return null;
    }

    @Override
    public void clear() {
        buckets = table(FIRST_BUCKETS);
        size = 0;
        changes++;
    }

    @Override
    public Set<TopicPartition> keySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<TopicPartition> iterator() {
                return new Walk<>(Node::getKey);
            }

            @Override
            public int size() {
                return size;
            }

            @Override
            public boolean contains(Object key) {
                return containsKey(key);
            }

            // what is inherited would search for it
            @Override
            public boolean remove(Object key) {
                boolean known = containsKey(key);
                PartitionMap.this.remove(key);
                return known;
            }
        };
    }

    @Override
    public Set<Map.Entry<TopicPartition, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<TopicPartition, V>> iterator() {
                return new Walk<>(node -> node);
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private @Nullable Node<V> find(@Nullable Object key) {
        if (!(key instanceof TopicPartition partition)) {
            return null;
        }
        int hash = hash(partition);
        for (Node<V> node = buckets[bucket(hash)]; node != null; node = node.next) {
            if (node.is(hash, partition)) {
                return node;
            }
        }
        return null;
    }

    // large odd factors, so that neither names nor numbers that follow each other end up side by side
    private static int hash(TopicPartition partition) {
        int mixed = (partition.topic().hashCode() * 0x9E3779B1 + partition.partition()) * 0x85EBCA77;
        return mixed ^ mixed >>> 15;
    }

    private int bucket(int hash) {
        return hash & buckets.length - 1;
    }

    private void grow() {
        @Nullable Node<V>[] before = buckets;
        buckets = table(before.length * 2);
        for (Node<V> first : before) {
            for (Node<V> node = first; node != null; ) {
                Node<V> following = node.next;
                int bucket = bucket(node.hash);
                node.next = buckets[bucket];
                buckets[bucket] = node;
                node = following;
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <V> @Nullable Node<V>[] table(int length) {
        return new Node[length];
    }

    private static final class Node<V> extends SimpleEntry<TopicPartition, V> {
        private static final long serialVersionUID = 1;

        private final int hash;
        private transient @Nullable Node<V> next;

        Node(TopicPartition partition, int hash, V value, @Nullable Node<V> next) {
            super(partition, value);
            this.hash = hash;
            this.next = next;
        }

        boolean is(int otherHash, TopicPartition partition) {
            return hash == otherHash && getKey().equals(partition);
        }
    }

    /** All entries, each shown in one way; fails where the map is changed meanwhile by others. */
    private final class Walk<T> implements Iterator<T> {
        private final Function<Node<V>, T> shown;
        private int bucket = -1;
        private @Nullable Node<V> last;
        private @Nullable Node<V> following;
        private int expected = changes;

        Walk(Function<Node<V>, T> shown) {
            this.shown = shown;
            advance(null);
        }

        private void advance(@Nullable Node<V> from) {
            Node<V> node = from;
            while (node == null && ++bucket < buckets.length) {
                node = buckets[bucket];
            }
            following = node;
        }

        @Override
        public boolean hasNext() {
            return following != null;
        }

        @Override
        public T next() {
            checkUnchanged();
            Node<V> node = following;
            if (node == null) {
                throw new NoSuchElementException();
            }
            last = node;
            advance(node.next);
            return shown.apply(node);
        }

        @Override
        public void remove() {
            checkUnchanged();
            Node<V> node = last;
            if (node == null) {
                throw new IllegalStateException("nothing to remove");
            }
            PartitionMap.this.remove(node.getKey());
            last = null;
            expected = changes;
        }

        private void checkUnchanged() {
            if (expected != changes) {
                throw new ConcurrentModificationException();
            }
        }
    }
}
