package io.kvswarm.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvswarm.internal.wire.EntryEvent;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.spi.StoreEvent;
import io.kvswarm.spi.StoreListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a listener is told in order and by one thread at a time, whatever it throws, and one that is too slow loses
 * events, knows it, and costs no more memory. Method: an executor whose tasks are run by hand.
 */
final class ListenerQueueTest {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final ListenerQueue watch = new ListenerQueue(new Recorder(), tasks::add);

    @Test
    void eventsAreToldInOrderByOneTaskAtATime() {
        watch.onChange(event("one"), false);
        watch.onChange(event("two"), true);
        watch.onGap();
        assertEquals(1, tasks.size());
        runAll();
        assertEquals(List.of("UPDATED old one 1.2.3 false", "UPDATED old two 1.2.3 true", "gap"), told);
        watch.onChange(event("three"), false);
        assertEquals(1, tasks.size());
        runAll();
        assertEquals("UPDATED old three 1.2.3 false", told.get(3));
    }

    @Test
    void whatAListenerThrowsStopsNothing() {
        watch.onChange(event("bad"), false);
        watch.onChange(event("good"), false);
        runAll();
        assertEquals(List.of("UPDATED old bad 1.2.3 false", "UPDATED old good 1.2.3 false"), told);
    }

    @Test
    void aListenerWithMuchToHearGivesTheThreadBackInBetween() {
        for (int i = 0; i < 1000; i++) {
            watch.onChange(event("v" + i), false);
        }
        tasks.remove().run();
        assertEquals(256, told.size());
        assertEquals(1, tasks.size());
        runAll();
        assertEquals(1000, told.size());
        assertEquals("UPDATED old v999 1.2.3 false", told.get(999));
    }

    @Test
    void aSlowListenerLosesWhatIsTooMuchAndIsToldOfTheGap() {
        int more = 10;
        for (int i = 0; i < ListenerQueue.WAITING_MAX + more; i++) {
            watch.onChange(event("v" + i), false);
        }
        runAll();
        watch.onChange(event("later"), false);
        runAll();
        assertEquals(ListenerQueue.WAITING_MAX + 2, told.size());
        assertEquals("gap", told.get(ListenerQueue.WAITING_MAX));
        assertEquals("UPDATED old later 1.2.3 false", told.get(ListenerQueue.WAITING_MAX + 1));
    }

    @Test
    void bytesAreBoundedToo() {
        byte[] large = new byte[(int) (ListenerQueue.WAITING_BYTES_MAX / 4)];
        EntryEvent event = new EntryEvent(
                EntryEvent.Kind.CREATED, EntryEvent.OWNER, new Version(1, 2, 3), bytes("key"), null, large);
        for (int i = 0; i < 10; i++) {
            watch.onChange(event, false);
        }
        runAll();
        assertEquals(4, told.stream().filter(line -> line.startsWith("CREATED")).count());
        assertEquals("gap", told.get(4));
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void nothingIsToldOnceItIsClosed() {
        watch.onChange(event("one"), false);
        watch.close();
        watch.onChange(event("two"), false);
        runAll();
        assertEquals(List.of(), told);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static EntryEvent event(String value) {
        SessionId session = new SessionId(1, 2);
        Version version = new Version(1, 2, 3);
        return new EntryEvent(EntryEvent.Kind.UPDATED, session, version, bytes("key"), bytes("old"), bytes(value));
    }

    /** Writes down what it is told; fails when it is told something bad. */
    private final class Recorder implements StoreListener {
        @Override
        public void onEvent(StoreEvent event) {
            String old = event.oldValue() == null ? "none" : new String(event.oldValue(), StandardCharsets.UTF_8);
            String now = event.newValue().length > 100 ? "long" : new String(event.newValue(), StandardCharsets.UTF_8);
            told.add(event.kind() + " " + old + " " + now + " " + event.version() + " " + event.isOwn());
            if (now.equals("bad")) {
                throw new IllegalStateException("bad");
            }
        }

        @Override
        public void onGap() {
            told.add("gap");
        }
    }
}
