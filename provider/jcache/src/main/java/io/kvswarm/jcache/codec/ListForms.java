package io.kvswarm.jcache.codec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Lists, sets and queues of the JDK that can be made again exactly: class, order and comparator. What has a state that
 * does not show, such as what is behind a wrapper or the capacity of a queue, is not among them and is serialized. An
 * immutable list comes back as one that may be asked for null.
 */
final class ListForms {
    /** Kinds of collections. Ordinals are stored: new ones go to the end. */
    @SuppressWarnings({"ImmutableEnumChecker", "JdkObsolete"}) // Makers have no state; old classes are stored too.
    enum Kind {
        /** 0. */
        ARRAY_LIST(ArrayList.class, items -> new ArrayList<>(Arrays.asList(items))),
        /** 1. */
        LINKED_LIST(LinkedList.class, items -> new LinkedList<>(Arrays.asList(items))),
        /** 2: {@link Arrays#asList}. */
        ARRAY(Arrays.asList().getClass(), Arrays::asList),
        /** 3: {@link List#of()} with more than two elements or none. */
        IMMUTABLE_LIST(List.of().getClass(), items -> Stream.of(items).toList()),
        /** 4: {@link List#of()} with one or two elements. */
        IMMUTABLE_PAIR(List.of(1).getClass(), List::of),
        /** 5: {@link Set#of()} with more than two elements or none. */
        IMMUTABLE_SET(Set.of().getClass(), Set::of),
        /** 6: {@link Set#of()} with one or two elements. */
        IMMUTABLE_PAIR_SET(Set.of(1).getClass(), Set::of),
        /** 7. */
        EMPTY_LIST(Collections.emptyList().getClass(), items -> Collections.emptyList()),
        /** 8. */
        EMPTY_SET(Collections.emptySet().getClass(), items -> Collections.emptySet()),
        /** 9. */
        SINGLETON_LIST(Collections.singletonList(1).getClass(), items -> Collections.singletonList(only(items))),
        /** 10. */
        SINGLETON(Collections.singleton(1).getClass(), items -> Collections.singleton(only(items))),
        /** 11. */
        HASH_SET(HashSet.class, items -> addAll(new HashSet<>(capacity(items)), items)),
        /** 12. */
        LINKED_HASH_SET(LinkedHashSet.class, items -> addAll(new LinkedHashSet<>(capacity(items)), items)),
        /** 13. */
        ARRAY_DEQUE(ArrayDeque.class, items -> new ArrayDeque<>(Arrays.asList(items))),
        /** 14. */
        COPY_ON_WRITE_LIST(CopyOnWriteArrayList.class, CopyOnWriteArrayList::new),
        /** 15. */
        COPY_ON_WRITE_SET(CopyOnWriteArraySet.class, items -> new CopyOnWriteArraySet<>(Arrays.asList(items))),
        /** 16: {@link ConcurrentHashMap#newKeySet()}. */
        CONCURRENT_SET(ConcurrentHashMap.newKeySet().getClass(), items -> addAll(ConcurrentHashMap.newKeySet(), items)),
        /** 17: {@link ArrayList#subList}, of a list that has no more. */
        SUB_LIST(
                new ArrayList<>().subList(0, 0).getClass(),
                items -> new ArrayList<>(Arrays.asList(items)).subList(0, items.length)),
        /** 18: a sub list of {@link Arrays#asList}, likewise. */
        ARRAY_SUB_LIST(
                Arrays.asList().subList(0, 0).getClass(),
                items -> Arrays.asList(items).subList(0, items.length));

        private static final Kind[] ALL = values();

        private final Class<?> type;
        private final Function<Object[], Collection<Object>> maker;

        Kind(Class<?> type, Function<Object[], Collection<Object>> maker) {
            this.type = type;
            this.maker = maker;
        }

        private static Object only(Object[] items) {
            if (items.length != 1) {
                throw new MalformedValueException("a single element is " + items.length + " elements");
            }
            return items[0];
        }

        private static int capacity(Object[] items) {
            return Math.max(16, (int) Math.min(Integer.MAX_VALUE, items.length * 4L / 3 + 1));
        }

        private static Collection<Object> addAll(Collection<Object> empty, Object[] items) {
            Collections.addAll(empty, items);
            return empty;
        }
    }

    /** Kinds of sorted collections. Ordinals are stored: new ones go to the end. */
    @SuppressWarnings({"ImmutableEnumChecker", "JdkObsolete"}) // Makers have no state; old classes are stored too.
    enum SortedKind {
        /** 0. */
        TREE_SET(TreeSet.class, TreeSet::new),
        /** 1. */
        SKIP_LIST_SET(ConcurrentSkipListSet.class, ConcurrentSkipListSet::new),
        /** 2: elements come as they lie in the queue. */
        PRIORITY_QUEUE(PriorityQueue.class, PriorityQueue::new);

        private static final SortedKind[] ALL = values();

        private final Class<?> type;
        private final Function<Comparator<Object>, Collection<Object>> maker;

        SortedKind(Class<?> type, Function<Comparator<Object>, Collection<Object>> maker) {
            this.type = type;
            this.maker = maker;
        }
    }

    /** A collection of the kind, or, to read, of any. */
    record Plain(Kind kind) implements Form {
        @Override
        public int number() {
            return CodecNumber.COLLECTION;
        }

        @Override
        public void write(Object value, Encoder to) {
            to.out().int8(number()).int8(kind.ordinal());
            writeItems(((Collection<?>) value).toArray(), to);
        }

        @Override
        public Object read(Decoder from) {
            int number = from.in().uint8();
            if (number >= Kind.ALL.length) {
                throw new MalformedValueException("a kind of collection is " + number);
            }
            return Kind.ALL[number].maker.apply(from.items());
        }
    }

    /** A sorted collection of the kind, or, to read, of any. */
    record Sorted(SortedKind kind) implements Form {
        @Override
        public int number() {
            return CodecNumber.SORTED_COLLECTION;
        }

        @Override
        public void write(Object value, Encoder to) {
            Comparator<?> order =
                    value instanceof SortedSet<?> set ? set.comparator() : ((PriorityQueue<?>) value).comparator();
            int comparator = KnownComparator.numberOf(order);
            if (comparator < 0) {
                to.java(value);
                return;
            }
            to.out().int8(number()).int8(kind.ordinal()).int8(comparator);
            writeItems(((Collection<?>) value).toArray(), to);
        }

        @Override
        public Object read(Decoder from) {
            int number = from.in().uint8();
            if (number >= SortedKind.ALL.length) {
                throw new MalformedValueException("a kind of sorted collection is " + number);
            }
            Collection<Object> made = SortedKind.ALL[number].maker.apply(
                    KnownComparator.numbered(from.in().uint8()));
            Collections.addAll(made, from.items());
            return made;
        }
    }

    private ListForms() {}

    /** The form of a class; null if it is no such collection. */
    static Form of(Class<?> type) {
        for (Kind kind : Kind.ALL) {
            if (kind.type == type) {
                return new Plain(kind);
            }
        }
        for (SortedKind kind : SortedKind.ALL) {
            if (kind.type == type) {
                return new Sorted(kind);
            }
        }
        return null;
    }

    /** True if a collection of that class cannot be changed. */
    static boolean isImmutable(Class<?> type) {
        return type == Kind.IMMUTABLE_LIST.type
                || type == Kind.IMMUTABLE_PAIR.type
                || type == Kind.IMMUTABLE_SET.type
                || type == Kind.IMMUTABLE_PAIR_SET.type
                || type == Kind.EMPTY_LIST.type
                || type == Kind.EMPTY_SET.type
                || type == Kind.SINGLETON_LIST.type
                || type == Kind.SINGLETON.type;
    }

    static void writeItems(Object[] items, Encoder to) {
        to.out().count(items.length);
        for (Object item : items) {
            to.item(item);
        }
    }
}
