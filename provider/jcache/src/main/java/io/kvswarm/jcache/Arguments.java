package io.kvswarm.jcache;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a cache takes as keys and values.
 *
 * @param keyType   class of keys
 * @param valueType class of values
 */
record Arguments(Class<?> keyType, Class<?> valueType) {
    /** The key, which is one. */
    Object requireKey(Object key) {
        return require("key", keyType, key);
    }

    /** The value, which is one. */
    Object requireValue(Object value) {
        return require("value", valueType, value);
    }

    /** The keys, all of which are some. */
    <S extends Set<?>> S requireKeys(S keys) {
        keys.forEach(this::requireKey);
        return keys;
    }

    /** The entries, all of which are some. */
    <M extends Map<?, ?>> M requireEntries(M entries) {
        requireKeys(entries.keySet());
        entries.values().forEach(this::requireValue);
        return entries;
    }

    private static Object require(String what, Class<?> type, Object object) {
        if (!type.isInstance(Objects.requireNonNull(object, what))) {
            throw new ClassCastException(
                    "the " + what + " is a " + object.getClass().getName() + ", the cache's are " + type.getName());
        }
        return object;
    }
}
