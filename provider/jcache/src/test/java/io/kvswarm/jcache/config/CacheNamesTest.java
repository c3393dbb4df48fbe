package io.kvswarm.jcache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: any text up to the bound is a name, and what is not is refused clearly. */
final class CacheNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "../x", "/", "a,b=\"c\":*?\n", "\ud83d\ude00", " ", "\u0000"})
    void anyTextIsAName(String name) {
        assertEquals(name, CacheNames.require(name));
    }

    @Test
    void theBoundIsInBytes() {
        assertEquals(1024, CacheNames.require("x".repeat(1024)).length());
        assertEquals(512, CacheNames.require("\u00e4".repeat(512)).length());
        assertEquals("a cache name has 1025 bytes of UTF-8, expected 1 to 1024", problem("x".repeat(1025)));
        assertEquals("a cache name has 1026 bytes of UTF-8, expected 1 to 1024", problem("\u00e4".repeat(513)));
        assertEquals("a cache name has 0 bytes of UTF-8, expected 1 to 1024", problem(""));
    }

    @Test
    void halfACharacterIsNoName() {
        assertEquals("a cache name is no text: it has half of a surrogate pair", problem("a\ud83d"));
        assertThrows(NullPointerException.class, () -> CacheNames.require(null));
    }

    private static String problem(String name) {
        return assertThrows(CacheException.class, () -> CacheNames.require(name))
                .getMessage();
    }
}
