package io.kvswarm.internal.storage;

import static io.kvswarm.internal.storage.StorageBed.SESSION;
import static io.kvswarm.internal.storage.StorageBed.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.store.TableSettings;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryEvent;
import io.kvswarm.internal.wire.Events;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.internal.wire.Watch;
import io.kvswarm.internal.wire.Watched;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: an owner tells every change of a watched cache once, in order, with what was there, and nothing before its
 * release; who is too slow is told that, and nobody else notices. Method: one node in virtual time, spoken to as a peer
 * would.
 */
final class WatchesTest {
    private static final Version OTHER = new Version(1, 1, 1);

    private final StorageBed bed = new StorageBed(1).open();
    private final FakeLink watcher = new FakeLink(StorageBed.node(8));

    @Test
    void everyKindOfChangeIsToldWithTheValueBefore() {
        watch(watcher, 1);
        bed.put("0a", "one");
        bed.put("0a", "two");
        bed.apply(bed.next(Kind.REMOVE, "0a", ""));
        assertEquals(List.of("CREATED 0a null one", "UPDATED 0a one two", "REMOVED 0a two null"), told(watcher));
    }

    @Test
    void whatChangesNothingIsNotTold() {
        watch(watcher, 1);
        bed.apply(bed.next(Kind.REMOVE, "0a", ""));
        bed.apply(bed.next(Kind.PUT, "0a", bytes("one"), Condition.PRESENT, 0));
        Mutation put = bed.next(Kind.PUT, "0a", "one");
        bed.apply(put);
        bed.apply(put);
        bed.apply(bed.next(Kind.TOUCH, "0a", bytes(""), Condition.ALWAYS, 60_000));
        bed.apply(bed.next(Kind.PUT, "0a", bytes("two"), Condition.version(OTHER), 0));
        bed.apply(bed.next(Kind.CLEAR, "0", ""));
        bed.apply(bed.next(Kind.PUT, "0a", bytes("two"), Condition.ALWAYS, 0));
        assertEquals(List.of("CREATED 0a null one", "CREATED 0a null two"), told(watcher));
    }

    @Test
    void anEventSaysWhoseItIsAndItsVersionIsThatOfTheEntry() {
        watch(watcher, 1);
        Version version = bed.put("0a", "one").version();
        EntryEvent event = events(watcher).get(0);
        assertEquals(SESSION, event.session());
        assertEquals(version, event.version());
        assertEquals(version, bed.answer("0a").entry().version());
    }

    @Test
    void anAnswerStandsWhereTheWatchBegins() {
        watch(watcher, 1);
        for (int i = 0; i < 50; i++) {
            bed.send(bed.next(Kind.PUT, "0a", "early-" + i));
        }
        bed.send(watcher, new Watch(2, CacheId.DEFAULT, true));
        for (int i = 0; i < 50; i++) {
            bed.send(bed.next(Kind.PUT, "0a", "late-" + i));
        }
        bed.run(1000);
        List<String> order = new ArrayList<>();
        for (Message message : watcher.take(Message.class)) {
            if (message instanceof Events events) {
                events.events().forEach(event -> order.add(text(event.newValue())));
            } else if (message instanceof Watched answer && answer.requestId() == 2) {
                order.add(answer.status().toString());
            }
        }
        assertEquals(101, order.size());
        assertEquals("early-49", order.get(49));
        assertEquals("PRESENT", order.get(50));
        assertEquals("late-0", order.get(51));
    }

    @Test
    void otherCachesAreNotTold() {
        CacheId other = CacheId.made(1, OTHER);
        bed.send(watcher, new Watch(1, other, true));
        bed.put("0a", "one");
        bed.apply(bed.next(other, Kind.PUT, "0a", bytes("two"), Condition.ALWAYS, 0));
        assertEquals(List.of("CREATED 0a null two"), told(watcher));
    }

    @Test
    void nothingIsToldBeforeItIsWritten() {
        watch(watcher, 1);
        bed.disk.setCapacity(bed.disk.usedBytes());
        bed.send(bed.next(Kind.PUT, "0a", "one"));
        bed.run(2000);
        assertEquals(List.of(), told(watcher));
        bed.disk.setCapacity(Long.MAX_VALUE);
        bed.run(2000);
        assertEquals(List.of("CREATED 0a null one"), told(watcher));
    }

    @Test
    void nothingIsToldThatAPowerCutCouldUndo() {
        int told = 0;
        int lost = 0;
        for (int seed = 1; seed <= 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StorageBed cut = new StorageBed(seed).open();
            FakeLink link = new FakeLink(StorageBed.node(8));
            cut.send(link, new Watch(1, CacheId.DEFAULT, true));
            cut.send(lasting(cut.next(Kind.PUT, "0a", "one"), Durability.FSYNC));
            cut.time.runFor(random.nextLong(300_000));
            boolean isTold = !link.take(Events.class).isEmpty();
            cut.cutPower(random).open();
            boolean isThere = cut.get("0a").equals("one");
            assertTrue(isThere || !isTold, "seed " + seed);
            told += isTold ? 1 : 0;
            lost += isThere ? 0 : 1;
        }
        assertTrue(told > 5 && lost > 5, told + " told, " + lost + " lost");
    }

    @Test
    void eventsStandInTheOrderOfTheirRecordsWhateverTheirDurability() {
        watch(watcher, 1);
        List<String> expected = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            String key = random.nextInt(4) * 4 % 10 + "k" + random.nextInt(3);
            Durability durability = Durability.values()[random.nextInt(Durability.values().length)];
            bed.send(lasting(bed.next(Kind.PUT, key, "v" + i), durability));
            expected.add("v" + i);
            if (random.nextInt(5) == 0) {
                bed.run(1);
            }
        }
        bed.run(1000);
        assertEquals(
                expected,
                events(watcher).stream().map(event -> text(event.newValue())).toList());
    }

    @Test
    void anEntryThatEndsIsToldWithoutAnybodyReading() {
        watch(watcher, 1);
        bed.apply(bed.next(Kind.PUT, "0a", bytes("one"), Condition.ALWAYS, 500));
        bed.run(2000);
        assertEquals(List.of("CREATED 0a null one", "EXPIRED 0a one null"), told(watcher));
    }

    @Test
    void endedEntriesAreToldWithTheirValuesAlsoWhenTheseAreOnlyInTheLog() {
        bed.table = new TableSettings(1024, 200_000, 64 << 20, 0, 64 << 10);
        bed.kill().open();
        String value = "x".repeat(100_000);
        for (int i = 0; i < 30; i++) {
            bed.apply(bed.next(Kind.PUT, "0k" + i, bytes(value + i), Condition.ALWAYS, 5000));
        }
        bed.run(2000);
        watch(watcher, 1);
        bed.run(30_000);
        List<EntryEvent> events = events(watcher);
        assertEquals(30, events.size());
        for (EntryEvent event : events) {
            assertEquals(EntryEvent.Kind.EXPIRED, event.kind());
            assertEquals(value + text(event.key()).substring(2), text(event.oldValue()));
        }
    }

    @Test
    void aReadThatFindsAnEntryOverdueTellsThatFirst() {
        bed.settings = new StorageSettings(50, 60_000, 1 << 20, 1 << 20);
        bed.kill().open();
        watch(watcher, 1);
        bed.apply(bed.next(Kind.PUT, "0a", bytes("one"), Condition.ALWAYS, 500));
        bed.run(1000);
        assertEquals("absent", bed.get("0a"));
        assertEquals(List.of("CREATED 0a null one", "EXPIRED 0a one null"), told(watcher));
    }

    @Test
    void aWriteThatFindsAnEntryOverdueTellsThatFirst() {
        bed.settings = new StorageSettings(50, 60_000, 1 << 20, 1 << 20);
        bed.kill().open();
        watch(watcher, 1);
        bed.apply(bed.next(Kind.PUT, "0a", bytes("one"), Condition.ALWAYS, 500));
        bed.run(1000);
        bed.put("0a", "two");
        bed.apply(bed.next(Kind.PUT, "0a", bytes("three"), Condition.ALWAYS, 500));
        bed.run(1000);
        bed.apply(bed.next(Kind.REMOVE, "0a", ""));
        assertEquals(
                List.of(
                        "CREATED 0a null one",
                        "EXPIRED 0a one null",
                        "CREATED 0a null two",
                        "UPDATED 0a two three",
                        "EXPIRED 0a three null"),
                told(watcher));
    }

    @Test
    void oldValuesComeFromTheLogIfTheyAreNotInMemory() {
        String value = "x".repeat(300_000);
        bed.put("0a", value);
        bed.run(1000);
        bed.kill().open();
        watch(watcher, 1);
        bed.put("0a", "two");
        assertEquals(List.of("UPDATED 0a " + value + " two"), told(watcher));
    }

    @Test
    void eachWatcherIsToldUntilItStops() {
        FakeLink second = new FakeLink(StorageBed.node(9));
        watch(watcher, 1);
        watch(second, 1);
        bed.put("0a", "one");
        bed.send(second, new Watch(2, CacheId.DEFAULT, false));
        bed.put("0a", "two");
        assertEquals(List.of("CREATED 0a null one", "UPDATED 0a one two"), told(watcher));
        assertEquals(List.of("CREATED 0a null one"), told(second));
    }

    @Test
    void aWatchEndsWithItsLinkAndLeavesNothing() {
        watch(watcher, 1);
        bed.put("0a", "one");
        assertEquals(1, told(watcher).size());
        assertTrue(bed.node.isWatched(CacheId.DEFAULT));
        bed.end(watcher);
        bed.put("0a", "two");
        assertEquals(List.of(), told(watcher));
        assertTrue(!bed.node.isWatched(CacheId.DEFAULT));
    }

    @Test
    void whoMayNotReadMayNotWatch() {
        bed.mayRead = false;
        bed.send(watcher, new Watch(1, CacheId.DEFAULT, true));
        bed.run(10);
        assertEquals(List.of(new Watched(1, Answer.Status.NOT_AUTHORISED)), watcher.take(Watched.class));
        assertTrue(!bed.node.isWatched(CacheId.DEFAULT));
    }

    @Test
    void whoMayReadNoLongerIsToldNoMore() {
        watch(watcher, 1);
        bed.put("0a", "one");
        assertEquals(List.of("CREATED 0a null one"), told(watcher));
        bed.mayRead = false;
        bed.put("0a", "two");
        assertEquals(List.of(new Events(CacheId.DEFAULT, true, List.of())), watcher.take(Events.class));
        bed.mayRead = true;
        bed.put("0a", "three");
        assertEquals(List.of(), told(watcher));
    }

    @Test
    void aSlowWatcherIsHeldBackAndThenToldAll() {
        watch(watcher, 1);
        watcher.pendingBytes = EventStream.PENDING_BYTES_MAX;
        for (int i = 0; i < 1000; i++) {
            assertEquals(Outcome.APPLIED, bed.put("0a", "v" + i).outcome());
        }
        assertEquals(List.of(), told(watcher));
        watcher.pendingBytes = 0;
        bed.run(100);
        assertEquals(1000, told(watcher).size());
    }

    @Test
    void aWatcherTooSlowLosesEventsAndIsToldSoAndMayWatchAnew() {
        FakeLink quick = new FakeLink(StorageBed.node(9));
        watch(watcher, 1);
        watch(quick, 1);
        watcher.pendingBytes = EventStream.PENDING_BYTES_MAX;
        String value = "x".repeat(1 << 20);
        int puts = (int) (EventStream.BYTES_MAX >> 20) / 2 + 4;
        for (int i = 0; i < puts; i++) {
            bed.put("0a", value);
        }
        bed.run(1000);
        assertEquals(puts, events(quick).size());
        assertEquals(List.of(new Events(CacheId.DEFAULT, true, List.of())), watcher.take(Events.class));
        watcher.pendingBytes = 0;
        watch(watcher, 2);
        bed.put("0b", "after");
        assertEquals(List.of("CREATED 0b null after"), told(watcher));
    }

    @Test
    void oneLinkWatchesNoMoreCachesThanAllowed() {
        for (int i = 0; i <= Watches.CACHES_MAX; i++) {
            bed.send(watcher, new Watch(i, CacheId.made(1, new Version(1, 1, i + 1)), true));
        }
        bed.run(1000);
        List<Watched> answers = new ArrayList<>(watcher.take(Watched.class));
        assertEquals(Watches.CACHES_MAX + 1, answers.size());
        assertTrue(answers.remove(new Watched(Watches.CACHES_MAX, Answer.Status.UNUSABLE)));
        assertTrue(answers.stream().allMatch(answer -> answer.status() == Answer.Status.PRESENT));
    }

    @Test
    void longEventsGoOutInMessagesOfTheirOwn() {
        watch(watcher, 1);
        watcher.pendingBytes = EventStream.PENDING_BYTES_MAX;
        for (int i = 0; i < 10; i++) {
            bed.put("0k" + i, "x".repeat(600_000));
        }
        watcher.pendingBytes = 0;
        bed.run(100);
        List<Events> messages = watcher.take(Events.class);
        assertEquals(10, messages.size());
        assertTrue(messages.stream().allMatch(events -> events.events().size() == 1));
    }

    private void watch(FakeLink link, long requestId) {
        bed.send(link, new Watch(requestId, CacheId.DEFAULT, true));
        bed.run(10);
        assertEquals(List.of(new Watched(requestId, Answer.Status.PRESENT)), link.take(Watched.class));
    }

    /** What a link was told since the last call. */
    private List<EntryEvent> events(FakeLink link) {
        bed.run(100);
        return link.take(Events.class).stream()
                .flatMap(events -> events.events().stream())
                .toList();
    }

    private List<String> told(FakeLink link) {
        return events(link).stream()
                .map(event -> event.kind() + " " + text(event.key()) + " " + text(event.oldValue()) + " "
                        + text(event.newValue()))
                .toList();
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static Mutation lasting(Mutation m, Durability durability) {
        return new Mutation(
                m.number(),
                m.prev(),
                m.cell(),
                m.kind(),
                m.wantsOld(),
                durability,
                m.lifeMillis(),
                m.cache(),
                m.condition(),
                m.key(),
                m.value());
    }
}
