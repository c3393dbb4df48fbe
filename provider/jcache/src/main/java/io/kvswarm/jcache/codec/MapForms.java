package io.kvswarm.jcache.codec;

import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Maps of the JDK that can be made again exactly: class, order and comparator. The others are serialized; so is what
 * has a state that does not show. A linked map comes back in its order, and orders by insertion from then on.
 */
final class MapForms {
    /** Kinds of maps. Ordinals are stored: new ones go to the end. */
    @SuppressWarnings({"ImmutableEnumChecker", "JdkObsolete"}) // Makers have no state; old classes are stored too.
    enum Kind {
        /** 0. */
        HASH_MAP(HashMap.class, entries -> putAll(new HashMap<>(capacity(entries)), entries)),
        /** 1. */
        LINKED_HASH_MAP(LinkedHashMap.class, entries -> putAll(new LinkedHashMap<>(capacity(entries)), entries)),
        /** 2. */
        CONCURRENT_MAP(ConcurrentHashMap.class, entries -> putAll(new ConcurrentHashMap<>(), entries)),
        /** 3: {@link Map#of()} with more than one entry or none. */
        IMMUTABLE_MAP(Map.of().getClass(), Map::ofEntries),
        /** 4: {@link Map#of()} with one entry. */
        IMMUTABLE_ENTRY(Map.of(1, 1).getClass(), Map::ofEntries),
        /** 5. */
        EMPTY_MAP(Collections.emptyMap().getClass(), entries -> Collections.emptyMap()),
        /** 6. */
        SINGLETON_MAP(Collections.singletonMap(1, 1).getClass(), Kind::single);

        private static final Kind[] ALL = values();

        private final Class<?> type;
        private final Function<Map.Entry<Object, Object>[], Map<Object, Object>> maker;

        Kind(Class<?> type, Function<Map.Entry<Object, Object>[], Map<Object, Object>> maker) {
            this.type = type;
            this.maker = maker;
        }

        private static int capacity(Map.Entry<Object, Object>[] entries) {
            return Math.max(16, (int) Math.min(Integer.MAX_VALUE, entries.length * 4L / 3 + 1));
        }

        private static Map<Object, Object> putAll(Map<Object, Object> empty, Map.Entry<Object, Object>[] entries) {
            for (Map.Entry<Object, Object> entry : entries) {
                empty.put(entry.getKey(), entry.getValue());
            }
            return empty;
        }

        private static Map<Object, Object> single(Map.Entry<Object, Object>[] entries) {
            if (entries.length != 1) {
                throw new MalformedValueException("a single entry is " + entries.length + " entries");
            }
            return Collections.singletonMap(entries[0].getKey(), entries[0].getValue());
        }
    }

    /** Kinds of sorted maps. Ordinals are stored: new ones go to the end. */
    @SuppressWarnings({"ImmutableEnumChecker", "JdkObsolete"}) // Makers have no state; old classes are stored too.
    enum SortedKind {
        /** 0. */
        TREE_MAP(TreeMap.class, TreeMap::new),
        /** 1. */
        SKIP_LIST_MAP(ConcurrentSkipListMap.class, ConcurrentSkipListMap::new);

        private static final SortedKind[] ALL = values();

        private final Class<?> type;
        private final Function<Comparator<Object>, Map<Object, Object>> maker;

        SortedKind(Class<?> type, Function<Comparator<Object>, Map<Object, Object>> maker) {
            this.type = type;
            this.maker = maker;
        }
    }

    /** Kinds of entries. Ordinals are stored: new ones go to the end. */
    @SuppressWarnings({"ImmutableEnumChecker", "JdkObsolete"}) // Makers have no state; old classes are stored too.
    enum EntryKind {
        /** 0. */
        SIMPLE(SimpleEntry.class, SimpleEntry::new),
        /** 1. */
        SIMPLE_IMMUTABLE(SimpleImmutableEntry.class, SimpleImmutableEntry::new),
        /** 2: {@link Map#entry}. */
        IMMUTABLE(Map.entry(1, 1).getClass(), Map::entry);

        private static final EntryKind[] ALL = values();

        private final Class<?> type;
        private final BiFunction<Object, Object, Map.Entry<Object, Object>> maker;

        EntryKind(Class<?> type, BiFunction<Object, Object, Map.Entry<Object, Object>> maker) {
            this.type = type;
            this.maker = maker;
        }
    }

    /** A map of the kind, or, to read, of any. */
    record Plain(Kind kind) implements Form {
        @Override
        public int number() {
            return CodecNumber.MAP;
        }

        @Override
        public void write(Object value, Encoder to) {
            to.out().int8(number()).int8(kind.ordinal());
            writeEntries((Map<?, ?>) value, to);
        }

        @Override
        public Object read(Decoder from) {
            int number = from.in().uint8();
            if (number >= Kind.ALL.length) {
                throw new MalformedValueException("a kind of map is " + number);
            }
            return Kind.ALL[number].maker.apply(entries(from));
        }
    }

    /** A sorted map of the kind, or, to read, of any. */
    record Sorted(SortedKind kind) implements Form {
        @Override
        public int number() {
            return CodecNumber.SORTED_MAP;
        }

        @Override
        public void write(Object value, Encoder to) {
            SortedMap<?, ?> map = (SortedMap<?, ?>) value;
            int comparator = KnownComparator.numberOf(map.comparator());
            if (comparator < 0) {
                to.java(value);
                return;
            }
            to.out().int8(number()).int8(kind.ordinal()).int8(comparator);
            writeEntries(map, to);
        }

        @Override
        public Object read(Decoder from) {
            int number = from.in().uint8();
            if (number >= SortedKind.ALL.length) {
                throw new MalformedValueException("a kind of sorted map is " + number);
            }
            Map<Object, Object> made = SortedKind.ALL[number].maker.apply(
                    KnownComparator.numbered(from.in().uint8()));
            return Kind.putAll(made, entries(from));
        }
    }

    /** An entry of the kind, or, to read, of any. */
    record Single(EntryKind kind) implements Form {
        @Override
        public int number() {
            return CodecNumber.ENTRY;
        }

        @Override
        public void write(Object value, Encoder to) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
            to.out().int8(number()).int8(kind.ordinal());
            to.item(entry.getKey());
            to.item(entry.getValue());
        }

        @Override
        public Object read(Decoder from) {
            int number = from.in().uint8();
            if (number >= EntryKind.ALL.length) {
                throw new MalformedValueException("a kind of entry is " + number);
            }
            Object key = from.item();
            return EntryKind.ALL[number].maker.apply(key, from.item());
        }
    }

    private MapForms() {}

    /** The form of a class; null if it is no such map or entry. */
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
        for (EntryKind kind : EntryKind.ALL) {
            if (kind.type == type) {
                return new Single(kind);
            }
        }
        return null;
    }

    /** True if a map of that class cannot be changed. */
    static boolean isImmutable(Class<?> type) {
        return type == Kind.IMMUTABLE_MAP.type
                || type == Kind.IMMUTABLE_ENTRY.type
                || type == Kind.EMPTY_MAP.type
                || type == Kind.SINGLETON_MAP.type;
    }

    private static void writeEntries(Map<?, ?> map, Encoder to) {
        Object[] entries = map.entrySet().toArray();
        to.out().count(entries.length);
        for (Object each : entries) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
            to.item(entry.getKey());
            to.item(entry.getValue());
        }
    }

    private static Map.Entry<Object, Object>[] entries(Decoder from) {
        int count = from.in().count(2);
        @SuppressWarnings({"unchecked", "rawtypes"}) // An array cannot be made of a parameterized type.
        Map.Entry<Object, Object>[] entries = new Map.Entry[count];
        for (int index = 0; index < count; index++) {
            Object key = from.item();
            entries[index] = new SimpleImmutableEntry<>(key, from.item());
        }
        return entries;
    }
}
