package io.kvswarm.jcache;

import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.jcache.expiry.Lives;
import io.kvswarm.spi.CachePlan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.cache.configuration.Configuration;

/**
 * What every process that opens a cache has to agree on, as the attributes of its {@link CachePlan}: four lines of
 * UTF-8, in this order. Immutable.
 *
 * <pre>
 * key type      name of the class
 * value type    name of the class
 * store by      value or reference
 * expiry        for a policy of the API its class and the lives it gives in milliseconds; else own
 * </pre>
 */
record SharedTerms(List<String> lines) {
    private static final List<String> NAMES = List.of("key type", "value type", "store by", "expiry");

    /** The terms of a configuration. */
    static SharedTerms of(Configuration<?, ?> configuration, Lives lives) {
        return new SharedTerms(List.of(
                configuration.getKeyType().getName(),
                configuration.getValueType().getName(),
                configuration.isStoreByValue() ? "value" : "reference",
                expiry(lives)));
    }

    /** The terms a cache was made with. */
    static SharedTerms of(CachePlan plan) {
        return new SharedTerms(Arrays.asList(new String(plan.attributes(), StandardCharsets.UTF_8).split("\n", -1)));
    }

    /** As a plan with these bounds. */
    CachePlan plan(NamespaceSettings bounds) {
        return new CachePlan(bounds, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    /** What differs from others, for a message; null if nothing. */
    String difference(SharedTerms there) {
        if (there.lines.size() != NAMES.size()) {
            return "it was not made by a cache provider";
        }
        for (int i = 0; i < NAMES.size(); i++) {
            if (!lines.get(i).equals(there.lines.get(i))) {
                return "its " + NAMES.get(i) + " is " + there.lines.get(i) + ", here it is " + lines.get(i);
            }
        }
        return null;
    }

    private static String expiry(Lives lives) {
        return lives.isFixed()
                ? lives.policy().getClass().getSimpleName() + " " + lives.onCreation() + " " + lives.onUpdate() + " "
                        + lives.onAccess()
                : "own";
    }
}
