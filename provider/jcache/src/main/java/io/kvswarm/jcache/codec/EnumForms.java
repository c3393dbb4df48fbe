package io.kvswarm.jcache.codec;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/** Enum constants, by class and name, and the collections made for them. */
final class EnumForms {
    private EnumForms() {}

    /** A constant; one with a body counts as one of its enum. */
    record Constant() implements Form {
        @Override
        public int number() {
            return CodecNumber.ENUM;
        }

        @Override
        public void write(Object value, Encoder to) {
            Enum<?> constant = (Enum<?>) value;
            to.out().int8(number()).text(constant.getDeclaringClass().getName()).text(constant.name());
        }

        @Override
        public Object read(Decoder from) {
            return constant(enumType(from), from.in().text());
        }
    }

    /** A set of constants. */
    record Several() implements Form {
        @Override
        public int number() {
            return CodecNumber.ENUM_SET;
        }

        @Override
        public void write(Object value, Encoder to) {
            EnumSet<?> set = (EnumSet<?>) value;
            // An empty set does not show what it may hold, but its complement does.
            EnumSet<?> some = set.isEmpty() ? EnumSet.complementOf(set) : set;
            if (some.isEmpty()) {
                to.java(value);
                return;
            }
            Enum<?> first = some.iterator().next();
            to.out().int8(number()).text(first.getDeclaringClass().getName()).count(set.size());
            for (Enum<?> constant : set) {
                to.out().text(constant.name());
            }
        }

        @Override
        public Object read(Decoder from) {
            return set(enumType(from), from.texts());
        }

        private static <E extends Enum<E>> EnumSet<E> set(Class<E> type, String[] names) {
            EnumSet<E> set = EnumSet.noneOf(type);
            for (String name : names) {
                set.add(constant(type, name));
            }
            return set;
        }
    }

    /** A map from constants. */
    record Mapping() implements Form {
        @Override
        public int number() {
            return CodecNumber.ENUM_MAP;
        }

        @Override
        public void write(Object value, Encoder to) {
            EnumMap<?, ?> map = (EnumMap<?, ?>) value;
            if (map.isEmpty()) {
                // Does not show what its keys may be.
                to.java(value);
                return;
            }
            Enum<?> first = map.keySet().iterator().next();
            to.out().int8(number()).text(first.getDeclaringClass().getName()).count(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                to.out().text(((Enum<?>) entry.getKey()).name());
                to.item(entry.getValue());
            }
        }

        @Override
        public Object read(Decoder from) {
            return map(enumType(from), from);
        }

        private static <E extends Enum<E>> EnumMap<E, Object> map(Class<E> type, Decoder from) {
            EnumMap<E, Object> map = new EnumMap<>(type);
            int count = from.in().count(2);
            for (int index = 0; index < count; index++) {
                E key = constant(type, from.in().text());
                map.put(key, from.item());
            }
            return map;
        }
    }

    /** Stands for the enum, whatever it is, that a type has to name. */
    private enum Any {}

    @SuppressWarnings("unchecked") // That it is an enum is checked, and nothing of Any is used.
    private static Class<Any> enumType(Decoder from) {
        Class<?> type = from.type();
        if (!type.isEnum()) {
            throw new MalformedValueException("class " + type.getName() + " is no enum any more");
        }
        return (Class<Any>) type;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new MalformedValueException("enum " + type.getName() + " has lost a constant", e);
        }
    }
}
