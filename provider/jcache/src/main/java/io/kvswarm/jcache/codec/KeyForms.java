package io.kvswarm.jcache.codec;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Forms of collections in keys, where equality does not know classes and the order of sets and maps: equal ones have
 * the same bytes, whatever they were made of. They come back as {@link ArrayList}, {@link LinkedHashSet}, {@link
 * LinkedHashMap} and {@link SimpleImmutableEntry}. For classes whose {@code equals} is the JDK's; what an application
 * has made equal in its own way is serialized.
 */
final class KeyForms {
    private KeyForms() {}

    /** The form of a class in keys; null if it is that of values. */
    static Form of(Class<?> type) {
        if (IdentityHashMap.class.isAssignableFrom(type) || !isEqualAsJdkSays(type)) {
            return null;
        }
        if (List.class.isAssignableFrom(type)) {
            return new Sequence();
        }
        if (Set.class.isAssignableFrom(type)) {
            return new Elements();
        }
        if (Map.class.isAssignableFrom(type)) {
            return new Entries();
        }
        return Map.Entry.class.isAssignableFrom(type) ? new Single() : null;
    }

    private static boolean isEqualAsJdkSays(Class<?> type) {
        try {
            return type.getMethod("equals", Object.class)
                    .getDeclaringClass()
                    .getName()
                    .startsWith("java.util.");
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no equals", e);
        }
    }

    /** A list. */
    record Sequence() implements Form {
        @Override
        public int number() {
            return CodecNumber.KEY_LIST;
        }

        @Override
        public void write(Object value, Encoder to) {
            to.out().int8(number());
            ListForms.writeItems(((List<?>) value).toArray(), to);
        }

        @Override
        public Object read(Decoder from) {
            return new ArrayList<>(Arrays.asList(from.items()));
        }
    }

    /** A set. */
    record Elements() implements Form {
        @Override
        public int number() {
            return CodecNumber.KEY_SET;
        }

        @Override
        public void write(Object value, Encoder to) {
            List<byte[]> items = new ArrayList<>();
            for (Object item : (Collection<?>) value) {
                items.add(to.apart(item));
            }
            items.sort(Arrays::compareUnsigned);
            to.out().int8(number()).count(items.size());
            items.forEach(to.out()::raw);
        }

        @Override
        public Object read(Decoder from) {
            return new LinkedHashSet<>(Arrays.asList(from.items()));
        }
    }

    /** A map. */
    record Entries() implements Form {
        private record Pair(byte[] key, byte[] value) {}

        @Override
        public int number() {
            return CodecNumber.KEY_MAP;
        }

        @Override
        public void write(Object value, Encoder to) {
            List<Pair> pairs = new ArrayList<>();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                pairs.add(new Pair(to.apart(entry.getKey()), to.apart(entry.getValue())));
            }
            pairs.sort(Comparator.comparing(Pair::key, Arrays::compareUnsigned));
            to.out().int8(number()).count(pairs.size());
            pairs.forEach(pair -> to.out().raw(pair.key()).raw(pair.value()));
        }

        @Override
        public Object read(Decoder from) {
            Map<Object, Object> map = new LinkedHashMap<>();
            int count = from.in().count(2);
            for (int index = 0; index < count; index++) {
                Object key = from.item();
                map.put(key, from.item());
            }
            return map;
        }
    }

    /** An entry. */
    record Single() implements Form {
        @Override
        public int number() {
            return CodecNumber.KEY_ENTRY;
        }

        @Override
        public void write(Object value, Encoder to) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
            to.out().int8(number());
            to.item(entry.getKey());
            to.item(entry.getValue());
        }

        @Override
        public Object read(Decoder from) {
            Object key = from.item();
            return new SimpleImmutableEntry<>(key, from.item());
        }
    }
}
