package io.kvswarm.jcache.codec;

import io.kvswarm.jcache.Codec;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds out whether a value can be changed, with all that it is made of. */
final class Immutability {
    private static final int DEPTH_MAX = 16;

    private final Forms forms;

    Immutability(Forms forms) {
        this.forms = forms;
    }

    boolean isImmutable(Object value) {
        return isImmutable(value, DEPTH_MAX);
    }

    private boolean isImmutable(Object value, int depth) {
        if (value == null) {
            return true;
        }
        Class<?> type = value.getClass();
        Codec codec = forms.codec(type);
        if (codec != null) {
            return codec.isImmutable();
        }
        if (Forms.isComparable(type)) {
            return true;
        }
        if (depth == 0) {
            return false;
        }
        return parts(value, type).allMatch(part -> part != value && isImmutable(part, depth - 1));
    }

    /** What it is made of; itself if it can be changed, or nobody knows. */
    private static Stream<?> parts(Object value, Class<?> type) {
        if (type.isRecord()) {
            return Stream.of(Objects.requireNonNullElse(RecordForm.components(value), new Object[] {value}));
        }
        if (ListForms.isImmutable(type)) {
            return ((Collection<?>) value).stream();
        }
        if (MapForms.isImmutable(type)) {
            Map<?, ?> map = (Map<?, ?>) value;
            return Stream.concat(map.keySet().stream(), map.values().stream());
        }
        return Stream.of(value);
    }
}
