package io.kvswarm.jcache.config;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.cache.CacheException;

/** Names of caches: any text of 1 to {@value #BYTES_MAX} bytes of UTF-8. No name is ever made into a path. */
public final class CacheNames {
    /** Longest name, in bytes of UTF-8. */
    public static final int BYTES_MAX = 1024;

    private static final Pattern TIMESTAMPS =
            Pattern.compile("(?s).*(default-update-timestamps-region|\\bUpdateTimestampsCache)");

    private CacheNames() {}

    /**
     * Returns the name.
     *
     * @throws NullPointerException if there is none
     * @throws CacheException if it is empty, too long or no text
     */
    public static String require(String name) {
        String problem = problem(name);
        if (problem != null) {
            throw new CacheException("a cache name " + problem);
        }
        return name;
    }

    private static String problem(String name) {
        try {
            int bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(name))
                    .remaining();
            return bytes < 1 || bytes > BYTES_MAX
                    ? "has " + bytes + " bytes of UTF-8, expected 1 to " + BYTES_MAX
                    : null;
        } catch (CharacterCodingException e) {
            return "is no text: it has half of a surrogate pair";
        }
    }

    /** True if a cache can have that name. */
    public static boolean isName(String name) {
        return problem(name) == null;
    }

    /**
     * Returns the settings.
     *
     * @param source of the settings, for a message
     * @throws CacheException if a cache of that name must not have them
     */
    public static CacheSettings requireSafe(String source, String name, CacheSettings settings) {
        if (settings.service().onUnreachable() == OnUnreachable.MISS && isTimestamps(name)) {
            throw new CacheException(source + ": on-unreachable is miss, expected fail or queue for the cache \"" + name
                    + "\": a miss there makes Hibernate serve stale queries");
        }
        return settings;
    }

    /**
     * True for the cache in which Hibernate keeps when tables were changed: an entry that is missing there means "never
     * changed", and stale query results are served.
     */
    static boolean isTimestamps(String name) {
        return TIMESTAMPS.matcher(name).matches();
    }
}
