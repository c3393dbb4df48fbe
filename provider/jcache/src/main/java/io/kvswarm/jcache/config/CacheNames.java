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
        try {
            int bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(name))
                    .remaining();
            if (bytes < 1 || bytes > BYTES_MAX) {
                throw new CacheException("a cache name has " + bytes + " bytes of UTF-8, expected 1 to " + BYTES_MAX);
            }
            return name;
        } catch (CharacterCodingException e) {
            throw new CacheException("a cache name is no text: it has half of a surrogate pair", e);
        }
    }

    /**
     * True for the cache in which Hibernate keeps when tables were changed: an entry that is missing there means "never
     * changed", and stale query results are served.
     */
    static boolean isTimestamps(String name) {
        return TIMESTAMPS.matcher(name).matches();
    }
}
