package io.kvswarm.sim;

import io.kvswarm.sim.history.Operation;
import java.util.ArrayList;
import java.util.List;

/** Contents as values of several classes: some are compared by their owner as bytes, some by the client as objects. */
final class CacheValues {
    private CacheValues() {}

    static Object encode(long content) {
        if (content % 3 == 0) {
            return new ArrayList<>(List.of(content));
        }
        return content % 3 == 1 ? (Object) content : "content " + content;
    }

    /** The content of a value; of null that there is none. */
    static long decode(Object value) {
        if (value == null) {
            return Operation.ABSENT;
        }
        if (value instanceof List<?> list) {
            return (Long) list.get(0);
        }
        return value instanceof Long number ? number : Long.parseLong(((String) value).substring("content ".length()));
    }
}
