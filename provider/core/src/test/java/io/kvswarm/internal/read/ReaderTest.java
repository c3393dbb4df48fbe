package io.kvswarm.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.SimTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** Goal: reads answer what owners hold, fail in time and by name, and never take silence for absence. */
final class ReaderTest {
    private static final GetOptions WAIT = GetOptions.DEFAULT;

    private final ReadWorld world = new ReadWorld(1);

    @Test
    void presentAndAbsentAreTold() {
        world.set(3, 7, 42);
        assertEquals(42, world.await(world.get(3, 7, WAIT)).entry().version().index());
        ReadAnswer absent = world.await(world.get(3, 8, WAIT));
        assertNull(absent.entry());
        assertFalse(absent.isPresent());
        assertEquals(0, world.reader.pendingCount());
    }

    @Test
    void lifeCountsFromWhenItWasAsked() {
        world.connect(world.nodes[1]);
        long before = world.time.nanos();
        world.delayNanosMax = SimTime.SECOND;
        ReadAnswer answer = world.await(world.get(3, 7, WAIT));
        assertEquals(before, answer.askedNanos());
    }

    @Test
    void readsOfOneTurnGoOutAsOneMessage() {
        world.connect(world.nodes[0]);
        List<CompletableFuture<ReadAnswer>> answers = new ArrayList<>();
        world.loop.run(() -> {
            for (int i = 0; i < 5_000; i++) {
                answers.add(world.reader.get(ReadWorld.key(0, i), WAIT));
            }
        });
        answers.forEach(world::await);
        assertEquals(2, world.asked.size());
        assertEquals(Read.COUNT_MAX, ((Read) world.asked.get(0)).keys().size());
    }

    @Test
    void largeKeysAreSplitOverMessages() {
        world.connect(world.nodes[0]);
        List<CacheKey> keys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] key = new byte[65_536];
            key[2] = (byte) i;
            keys.add(new CacheKey(CacheId.DEFAULT, key));
        }
        assertEquals(
                40,
                world.await(world.ask(() -> world.reader.getAll(keys, WAIT))).size());
        assertEquals(3, world.asked.size());
    }

    @Test
    void allKeysAreAnsweredInTheirOrder() {
        List<CacheKey> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            world.set(i % ReadWorld.CELLS, i, 1000 + i);
            keys.add(ReadWorld.key(i % ReadWorld.CELLS, i));
        }
        world.answersMax = 7;
        List<ReadAnswer> answers = world.await(world.ask(() -> world.reader.getAll(keys, WAIT)));
        for (int i = 0; i < 100; i++) {
            assertEquals(1000 + i, answers.get(i).entry().version().index());
        }
    }

    @Test
    void aMovedCellIsAskedAtItsNewOwner() {
        world.set(3, 7, 42);
        world.move(3, 0, false);
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT);
        world.time.runFor(SimTime.SECOND);
        assertFalse(answer.isDone());
        world.tellRouting();
        assertEquals(42, world.await(answer).entry().version().index());
    }

    @Test
    void corruptIsNeverAMiss() {
        world.instead = cell -> Answer.Status.CORRUPT;
        assertFailure(
                ErrorCode.CORRUPT,
                "node 02000000 has an entry in cell 3 that does not verify; it is not given out; write it again or"
                        + " restore it",
                world.get(3, 7, WAIT));
    }

    @Test
    void readersNotAllowedAreTold() {
        world.instead = cell -> Answer.Status.NOT_AUTHORISED;
        assertFailure(
                ErrorCode.NOT_AUTHORISED,
                "node 02000000 does not let this node read; add it to the config's readers",
                world.get(3, 7, WAIT));
    }

    @Test
    void withoutWaitingAnUnconnectedOwnerFailsAtOnce() {
        world.cut.add(world.nodes[1]);
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT.withoutWaiting());
        assertTrue(answer.isDone());
        assertFailure(
                ErrorCode.UNREACHABLE,
                "node 02000000, the owner of cell 3, is not connected, and the read was not to wait",
                answer);
    }

    @Test
    void theDeadlineNamesTheNode() {
        world.cut.add(world.nodes[1]);
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT.withTimeout(Duration.ofMillis(500)));
        world.time.runFor(499 * SimTime.MILLI);
        assertFalse(answer.isDone());
        world.time.runFor(20 * SimTime.MILLI);
        assertFailure(
                ErrorCode.UNREACHABLE,
                "the read was not answered in time: node 02000000, the owner of cell 3, is not connected",
                answer);
    }

    @Test
    void anOwnerThatCannotReadIsAskedAgainUntilTheDeadline() {
        world.instead = cell -> Answer.Status.UNUSABLE;
        CompletableFuture<ReadAnswer> late = world.get(3, 7, WAIT.withTimeout(Duration.ofSeconds(3)));
        world.time.runFor(4 * SimTime.SECOND);
        assertFailure(
                ErrorCode.UNREACHABLE,
                "the read was not answered in time: node 02000000 cannot read cell 3: its disk failed or it is closing",
                late);
        CompletableFuture<ReadAnswer> mended = world.get(3, 7, WAIT);
        world.time.runFor(SimTime.SECOND);
        world.instead = cell -> null;
        assertNull(world.await(mended).entry());
    }

    @Test
    void whatALinkHasLostIsAskedOnTheNextOne() {
        world.set(3, 7, 42);
        world.delayNanosMax = 100 * SimTime.MILLI;
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT);
        world.time.runUntil(() -> !world.asked.isEmpty(), SimTime.SECOND);
        world.cut(world.nodes[1]);
        assertEquals(42, world.await(answer).entry().version().index());
        assertEquals(2, world.asked.size());
    }

    @Test
    void anOwnerThatDoesNotServeYetIsAskedOnceItSaysThatItDoes() {
        world.set(3, 7, 42);
        world.connectsEarly = true;
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT);
        world.time.runFor(SimTime.SECOND);
        assertTrue(world.asked.isEmpty());
        world.loop.run(() -> world.reader.onServing(world.links.get(world.nodes[1])));
        assertEquals(42, world.await(answer).entry().version().index());
    }

    @Test
    void silenceIsAskedAgainAndALateAnswerIsWelcome() {
        world.set(3, 7, 42);
        world.connect(world.nodes[1]);
        world.delayNanosMax = 8 * SimTime.SECOND;
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT.withTimeout(Duration.ofSeconds(60)));
        assertEquals(42, world.await(answer).entry().version().index());
        assertTrue(world.asked.size() > 1);
    }

    @Test
    void beyondTheBoundsReadsWaitAndThenAreRefused() {
        world.reader = new Reader(world.loop, world, world, OwnWrites.NONE, new ReadSettings(10, 5, 2_000));
        List<CompletableFuture<ReadAnswer>> answers = new ArrayList<>();
        world.loop.run(() -> {
            for (int i = 0; i < 16; i++) {
                answers.add(world.reader.get(ReadWorld.key(0, i), WAIT));
            }
        });
        assertFailure(
                ErrorCode.QUEUE_FULL,
                "15 reads wait for their owners, as many as allowed; try again when some have ended",
                answers.get(15));
        world.time.runUntil(() -> !world.asked.isEmpty(), SimTime.SECOND);
        assertEquals(10, ((Read) world.asked.get(0)).keys().size());
        answers.subList(0, 15).forEach(world::await);
        assertEquals(0, world.reader.pendingCount());
    }

    @Test
    void ownWritesAreAnsweredWithoutTheOwner() {
        EntryImage written = new EntryImage(Version.NONE, EntryImage.FOR_EVER, new byte[] {9});
        world.reader = readerWith(Map.of(7, Answer.present(written), 8, Answer.ABSENT), (cell, whenEnded) -> false);
        world.cut.add(world.nodes[1]);
        assertEquals(written, world.get(3, 7, WAIT).join().entry());
        assertNull(world.get(3, 8, WAIT).join().entry());
        assertTrue(world.asked.isEmpty());
    }

    /** Its owner came back without what it had said to have applied: that is sent again, and goes first. */
    @Test
    void onANewLinkTheOwnerIsAskedBehindOwnWritesThatAreSentAgain() {
        List<Runnable> waiting = new ArrayList<>();
        boolean[] isBehind = {false};
        world.reader = readerWith(Map.of(), (cell, whenEnded) -> isBehind[0] && waiting.add(whenEnded));
        world.delayNanosMax = 100 * SimTime.MILLI;
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT);
        world.time.runUntil(() -> !world.asked.isEmpty(), SimTime.SECOND);
        isBehind[0] = true;
        world.cut(world.nodes[1]);
        world.time.runFor(SimTime.SECOND);
        assertFalse(answer.isDone());
        assertEquals(1, world.asked.size());
        world.set(3, 7, 42);
        isBehind[0] = false;
        world.loop.run(() -> List.copyOf(waiting).forEach(Runnable::run));
        assertEquals(42, world.await(answer).entry().version().index());
    }

    @Test
    void behindAnOwnWriteTheOwnerIsAskedOnceItHasThat() {
        List<Runnable> waiting = new ArrayList<>();
        boolean[] isBehind = {true};
        world.reader = readerWith(Map.of(), (cell, whenEnded) -> isBehind[0] && waiting.add(whenEnded));
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT);
        CompletableFuture<ReadAnswer> late = world.get(3, 7, WAIT.withTimeout(Duration.ofMillis(10)));
        world.time.runFor(SimTime.SECOND);
        assertTrue(world.asked.isEmpty());
        assertFailure(
                ErrorCode.UNREACHABLE,
                "the read was not answered in time: changes of this node have to reach cell 3 first, or too many reads"
                        + " wait",
                late);
        world.set(3, 7, 42);
        isBehind[0] = false;
        world.loop.run(() -> waiting.forEach(Runnable::run));
        assertEquals(42, world.await(answer).entry().version().index());
        assertEquals(1, ((Read) world.asked.get(0)).keys().size());
    }

    private Reader readerWith(Map<Integer, Answer> found, BiPredicate<Integer, Runnable> behind) {
        OwnWrites own = new OwnWrites() {
            @Override
            public Answer find(CacheKey key, int cell) {
                return found.get((int) key.key()[2]);
            }

            @Override
            public boolean isBehind(CacheKey key, int cell, Runnable whenEnded) {
                return behind.test(cell, whenEnded);
            }

            @Override
            public boolean isBehind(int cell, Runnable whenEnded) {
                return false;
            }
        };
        return new Reader(world.loop, world, world, own, ReadSettings.DEFAULT);
    }

    @Test
    void aRefusedNodeFailsWhatWaitsForIt() {
        world.cut.add(world.nodes[1]);
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT);
        SwarmException refusal = new SwarmException(ErrorCode.NOT_AUTHORISED, "not let in");
        world.loop.run(() -> world.reader.onRefused(world.nodes[1], refusal));
        assertFailure(ErrorCode.NOT_AUTHORISED, "not let in", answer);
    }

    @Test
    void closingFailsWhatHasNotEnded() {
        world.cut.add(world.nodes[1]);
        CompletableFuture<ReadAnswer> answer = world.get(3, 7, WAIT);
        world.loop.run(() -> world.reader.close());
        assertFailure(ErrorCode.CLOSED, "this node is closed", answer);
        assertFailure(ErrorCode.CLOSED, "this node is closed", world.get(3, 7, WAIT));
        assertEquals(0, world.reader.pendingCount());
    }

    @Test
    void anOwnerThatAnswersTooFewIsCutOff() {
        world.connect(world.nodes[1]);
        ReadLink link = world.links.get(world.nodes[1]);
        world.get(3, 7, WAIT);
        world.loop.run(() -> world.reader.onEntries(link, new Entries(1, 1, List.of())));
        assertFalse(link.isOpen);
    }

    @Test
    void aCursorGivesEveryEntryOnce() {
        Map<String, Integer> expected = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            int cell = i % 3 * 2;
            world.set(cell, i, 1);
            expected.put(cell + "." + i, 1);
        }
        Map<String, Integer> seen = new HashMap<>();
        List<Cursor> cursor = new ArrayList<>();
        world.loop.run(() -> cursor.add(world.reader.cursor(CacheId.DEFAULT, 9, true, WAIT)));
        boolean last = false;
        for (int pages = 0; !last; pages++) {
            CursorPage page = world.await(world.ask(() -> cursor.get(0).next()));
            page.entries()
                    .forEach(entry -> seen.merge(entry.key()[0] + "." + (entry.key()[2] & 0xff), 1, Integer::sum));
            last = page.isLast();
            if (pages == 10) {
                world.move(2, 1, true);
                world.cut(world.nodes[0]);
            }
        }
        assertEquals(expected, seen);
    }

    @Test
    void aCursorGoesOnAfterAFailure() {
        world.set(0, 1, 1);
        world.set(5, 2, 1);
        List<Cursor> cursor = new ArrayList<>();
        world.loop.run(() ->
                cursor.add(world.reader.cursor(CacheId.DEFAULT, 9, false, WAIT.withTimeout(Duration.ofMillis(100)))));
        assertEquals(0, world.await(world.ask(() -> cursor.get(0).next())).cell());
        world.cut.add(world.nodes[1]);
        world.cut(world.nodes[1]);
        CompletableFuture<CursorPage> failed = world.ask(() -> cursor.get(0).next());
        assertThrows(IllegalStateException.class, () -> cursor.get(0).next());
        world.time.runFor(SimTime.SECOND);
        assertTrue(failed.isCompletedExceptionally());
        world.cut.clear();
        assertEquals(5, world.await(world.ask(() -> cursor.get(0).next())).cell());
        CursorPage last = world.await(world.ask(() -> cursor.get(0).next()));
        assertTrue(last.isLast());
        assertTrue(last.entries().isEmpty());
    }

    private void assertFailure(ErrorCode code, String message, CompletableFuture<?> future) {
        world.time.runUntil(future::isDone, ReadWorld.PATIENCE);
        SwarmException failure = (SwarmException)
                assertThrows(CompletionException.class, future::join).getCause();
        assertEquals(code, failure.code());
        assertEquals(message, failure.getMessage());
    }
}
