package io.kvswarm.jcache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Goal: strings and longs, the commonest keys, cost no more memory than their bytes. */
final class AllocationTest {
    private static final int ROUNDS = 10_000;
    /** Measuring itself, and classes loaded meanwhile. */
    private static final long SLACK_BYTES = 64 * 1024;

    private final Codecs codecs = Samples.codecs();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void encodingAllocatesTheResultOnly() {
        // 16 bytes of header, 3 of frame and 20 characters; 16 of header and 10 of frame.
        assertAtMost(40, () -> codecs.encodeKey("abcdefghijklmnopqrst"));
        Long number = 1L << 50;
        assertAtMost(32, () -> codecs.encodeKey(number));
    }

    @Test
    void decodingAllocatesTheResultOnly() {
        byte[] text = codecs.encodeValue("abcdefghijklmnopqrst");
        byte[] number = codecs.encodeValue(1L << 50);
        // A string of 24 bytes and its array of 40; a boxed long of at most 24.
        assertAtMost(64, () -> decode(text));
        assertAtMost(24, () -> decode(number));
        assertEquals(1L << 50, decode(number));
        assertEquals(-1L, decode(codecs.encodeKey(-1L)));
    }

    private Object decode(byte[] bytes) {
        try {
            return codecs.decode(bytes);
        } catch (UndecodableException e) {
            throw new AssertionError(e);
        }
    }

    private void assertAtMost(int bytes, Runnable action) {
        run(action);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(action);
        long used = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(used <= (long) bytes * ROUNDS + SLACK_BYTES, used + " bytes for " + ROUNDS + " rounds");
    }

    private static void run(Runnable action) {
        for (int round = 0; round < ROUNDS; round++) {
            action.run();
        }
    }
}
