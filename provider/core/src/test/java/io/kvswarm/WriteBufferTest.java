package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.write.Draft;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: whoever looks without a lock sees what is buffered, and who waits for room is woken when there is some. */
final class WriteBufferTest {
    private static final byte[] KEY = {1};

    private final AtomicLong queued = new AtomicLong();
    private final WriteBuffer buffer = new WriteBuffer(1000, false, queued::get);

    @Test
    void whatIsBufferedIsFoundUntilItIsTaken() {
        Draft draft = put(10);
        assertNull(find());
        buffer.add(draft);
        assertSame(draft, find());
        assertEquals(List.of(draft), buffer.take());
        assertNull(find());
    }

    @Test
    void whatIsGivenBackIsFoundAgain() {
        Draft draft = put(10);
        buffer.add(draft);
        buffer.giveBack(buffer.take());
        assertSame(draft, find());
        buffer.take();
        buffer.giveBack(List.of());
        assertNull(find());
    }

    @Test
    @Timeout(30)
    void whoWaitsForRoomIsWokenByIt() throws InterruptedException {
        queued.set(1000);
        Thread caller = new Thread(() -> buffer.add(put(10)));
        caller.start();
        while (caller.getState() != Thread.State.WAITING) {
            assertTrue(caller.isAlive());
            Thread.onSpinWait();
        }
        buffer.onRoom();
        assertNull(find());
        queued.set(0);
        buffer.onRoom();
        caller.join();
        assertFalse(buffer.take().isEmpty());
    }

    private Draft find() {
        return buffer.find(new CacheKey(CacheId.DEFAULT, KEY));
    }

    private static Draft put(int valueBytes) {
        return Draft.put(CacheId.DEFAULT, KEY, new byte[valueBytes], Durability.OS);
    }
}
