package io.kvswarm.jcache.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import javax.cache.CacheException;

/** A part of a configuration file, with where it stands. Immutable. */
sealed interface Node {
    /** Where it stands. */
    Place place();

    /**
     * A mapping.
     *
     * @param place where
     * @param items in the order of the file
     */
    record Mapping(Place place, Map<String, Node> items) implements Node {}

    /**
     * A list.
     *
     * @param place where
     * @param items in the order of the file
     */
    record Sequence(Place place, List<Node> items) implements Node {}

    /**
     * A single value.
     *
     * @param place    where
     * @param text     as it stands there; null for nothing
     * @param isQuoted true if it is text whatever it looks like
     */
    record Scalar(Place place, String text, boolean isQuoted) implements Node {
        /** True if there is nothing; YAML does not always tell that from an empty text. */
        boolean isEmpty() {
            return text == null || text.isEmpty();
        }
    }

    /**
     * A place in a file.
     *
     * @param source the file
     * @param path   of keys; empty at the top
     * @param line   counted from 1; 0 if there are none
     */
    record Place(String source, String path, int line) {
        CacheException error(String problem) {
            return new CacheException(source + (line > 0 ? " line " + line : "") + ": "
                    + (path.isEmpty() ? "the file" : path) + " " + problem);
        }

        Place under(String key, int newLine) {
            return new Place(source, path.isEmpty() ? key : path + "." + key, newLine);
        }

        Place at(int index, int newLine) {
            return new Place(source, path + "[" + index + "]", newLine);
        }
    }

    /** An error that shows what was found. */
    default CacheException wrong(String expected) {
        String found = this instanceof Scalar scalar
                ? scalar.isEmpty() ? "empty" : "\"" + scalar.text() + "\""
                : this instanceof Mapping ? "a mapping" : "a list";
        return place().error("is " + found + ", expected " + expected);
    }

    /** A text that is not empty. */
    default String text(String expected) {
        if (this instanceof Scalar scalar && !scalar.isEmpty()) {
            return scalar.text();
        }
        throw wrong(expected);
    }

    /** A list; a single value counts as a list of one. */
    default List<Node> list(String expected) {
        if (this instanceof Sequence sequence) {
            return sequence.items();
        }
        text(expected);
        return List.of(this);
    }

    /** A mapping; nothing counts as an empty one. */
    default Map<String, Node> mapping() {
        if (this instanceof Mapping mapping) {
            return mapping.items();
        }
        if (this instanceof Scalar scalar && scalar.isEmpty()) {
            return new LinkedHashMap<>();
        }
        throw wrong("a mapping");
    }

    /** True or false. */
    default boolean truth() {
        String text = text("true or false").toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong("true or false");
        }
        return text.equals("true");
    }

    /** One of the names of an enum, in lower case. */
    default <E extends Enum<E>> E oneOf(Class<E> type) {
        String expected = Values.names(type);
        String text = text(expected);
        for (E constant : Objects.requireNonNull(type.getEnumConstants())) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw wrong(expected);
    }
}
