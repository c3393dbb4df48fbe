package io.kvswarm.internal.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.api.Level;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.SimTime;
import org.junit.jupiter.api.Test;

/** Goal: this node's reads see its own completed calls, and nothing of calls that still wait (RULES 6). */
final class PendingViewTest {
    private static final CacheKey KEY = new CacheKey(CacheId.DEFAULT, WriteWorld.key(0));

    private final WriteWorld world = new WriteWorld(4, 1, 2);

    PendingViewTest() {
        world.isCut = true;
        world.inDirectory = false;
        world.start();
    }

    private Answer found() {
        return world.writer.pending().find(KEY, 0);
    }

    private boolean isBehind(Runnable whenEnded) {
        return world.writer.pending().isBehind(KEY, 0, whenEnded);
    }

    private void assertFound(String value) {
        assertArrayEquals(WriteWorld.bytes(value), found().entry().value());
    }

    private void deliver() {
        world.isCut = false;
        world.untilEmpty();
    }

    @Test
    void aLoggedValueIsSeenUntilItsOwnerHasIt() {
        world.put(Level.LOGGED, 0, 0, "a");
        world.put(Level.LOGGED, 0, 0, "b");
        assertFound("b");
        assertEquals(Version.NONE, found().entry().version());
        assertEquals(EntryImage.FOR_EVER, found().entry().lifeMillis());
        deliver();
        assertNull(found());
        assertFalse(isBehind(() -> {}));
    }

    @Test
    void aLoggedRemovalIsAnAbsence() {
        world.put(Level.LOGGED, 0, 0, "a");
        world.submit(Level.LOGGED, 0, Draft.remove(CacheId.DEFAULT, WriteWorld.key(0), Durability.OS));
        assertEquals(Answer.ABSENT, found());
    }

    @Test
    void onlyWhatWasNeverSentIsSureToRemoveWhatIsThereNow() {
        assertFalse(world.writer.pending().willRemove(KEY, 0));
        world.submit(Level.LOGGED, 0, Draft.remove(CacheId.DEFAULT, WriteWorld.key(0), Durability.OS));
        assertTrue(world.writer.pending().willRemove(KEY, 0));
        world.put(Level.LOGGED, 0, 0, "a");
        assertFalse(world.writer.pending().willRemove(KEY, 0));
        world.submit(Level.LOGGED, 0, Draft.clear(CacheId.DEFAULT, 0, Durability.OS));
        assertTrue(world.writer.pending().willRemove(KEY, 0));
        world.isCut = false;
        world.lostPerMille = 1_000;
        world.time.runFor(10 * SimTime.SECOND);
        assertEquals(Answer.ABSENT, found());
        assertFalse(world.writer.pending().willRemove(KEY, 0));
    }

    @Test
    void lifeIsShown() {
        world.submit(Level.LOGGED, 0, WriteWorld.draft(0, "a").living(5_000));
        assertEquals(5_000, found().entry().lifeMillis());
    }

    /** An owner that lost what it had not synced is sent the older change again; the later one was told already. */
    @Test
    void whatIsSentAgainBehindALaterAnswerIsNotNews() {
        world.isCut = false;
        world.inDirectory = true;
        world.syncsByItself = false;
        world.start();
        world.put(Level.LOGGED, 0, 0, "a");
        world.put(Level.LOGGED, 0, 0, "b");
        world.untilDone(world.put(Level.RECEIPT, 60_000, 0, "c"));
        world.restart(world.owners.get(0));
        world.owners.get(0).term++;
        world.lostPerMille = 1_000;
        world.time.runFor(SimTime.SECOND);
        assertNull(found());
        assertTrue(isBehind(() -> {}));
        world.lostPerMille = 0;
        deliver();
        assertFalse(isBehind(() -> {}));
    }

    @Test
    void whatAnEarlierSessionSendsAgainBehindAnAnswerOfThisOneIsNotNews() {
        world.isCut = false;
        world.inDirectory = true;
        world.syncsByItself = false;
        world.start();
        world.untilDone(world.put(Level.LOGGED, 60_000, 0, "a"));
        world.crash(false);
        world.start();
        world.untilDone(world.put(Level.RECEIPT, 60_000, 0, "b"));
        world.restart(world.owners.get(0));
        world.owners.get(0).term++;
        world.lostPerMille = 1_000;
        world.time.runFor(SimTime.SECOND);
        assertNull(found());
        assertTrue(isBehind(() -> {}));
    }

    @Test
    void aCallThatWaitsIsNotSeen() {
        world.put(Level.RECEIPT, 60_000, 0, "a");
        assertNull(found());
        assertFalse(isBehind(() -> {}));
        assertTrue(world.writer.pending().isEmpty());
    }

    @Test
    void behindACallThatWaitsTheOwnerIsAskedOnceItHasWhatIsLogged() {
        world.put(Level.LOGGED, 0, 0, "a");
        world.put(Level.RECEIPT, 60_000, 0, "b");
        assertNull(found());
        boolean[] ended = {false};
        assertTrue(isBehind(() -> ended[0] = true));
        assertFalse(ended[0]);
        deliver();
        assertTrue(ended[0]);
        assertTrue(world.writer.pending().isEmpty());
    }

    @Test
    void aCallThatWasGivenUpHidesNothing() {
        world.put(Level.LOGGED, 0, 0, "a");
        Submission put = world.put(Level.RECEIPT, 60_000, 0, "b");
        assertNull(found());
        world.loop.run(put::giveUp);
        assertFound("a");
    }

    @Test
    void aLoggedConditionIsTheOwnersToDecide() {
        world.submit(Level.LOGGED, 0, WriteWorld.draft(0, "a").when(Condition.ABSENT));
        assertNull(found());
        assertTrue(isBehind(() -> {}));
    }

    @Test
    void aLoggedTouchIsTheOwnersToDecide() {
        world.put(Level.LOGGED, 0, 0, "a");
        world.submit(
                Level.LOGGED,
                0,
                Draft.touch(CacheId.DEFAULT, WriteWorld.key(0), Condition.PRESENT, 1_000, Durability.OS));
        assertNull(found());
        assertTrue(isBehind(() -> {}));
    }

    @Test
    void aClearedCellIsEmptyButForWhatCameAfter() {
        world.put(Level.LOGGED, 0, 0, "a");
        world.submit(Level.LOGGED, 0, Draft.clear(CacheId.DEFAULT, 0, Durability.OS));
        assertEquals(Answer.ABSENT, found());
        assertNull(world.writer.pending().find(new CacheKey(CacheId.CATALOGUE, WriteWorld.key(0)), 0));
        assertNull(world.writer.pending().find(new CacheKey(CacheId.DEFAULT, WriteWorld.key(1)), 1));
        world.put(Level.LOGGED, 0, 0, "b");
        assertFound("b");
        deliver();
        assertTrue(world.writer.pending().isEmpty());
    }

    @Test
    void aScanIsBehindWhatIsLoggedInItsCell() {
        world.put(Level.LOGGED, 0, 0, "a");
        boolean[] ended = {false};
        assertTrue(world.writer.isBehind(0, () -> ended[0] = true));
        assertFalse(world.writer.isBehind(1, () -> {}));
        deliver();
        assertTrue(ended[0]);
        assertFalse(world.writer.isBehind(0, () -> {}));
    }

    @Test
    void whatAnOwnerLostIsSeenAgainAndWhatAnEarlierStartLoggedIsWaitedFor() {
        WriteWorld lasting = new WriteWorld(5, 1, 2);
        lasting.syncsByItself = false;
        lasting.start();
        lasting.untilDone(lasting.put(Level.LOGGED, 0, 0, "a"));
        lasting.time.runUntil(() -> lasting.writer.deliveredCount() == 1, SimTime.SECOND);
        assertNull(lasting.writer.pending().find(KEY, 0));
        ModelOwner owner = lasting.owners.get(0);
        lasting.isCut = true;
        lasting.cut(owner);
        owner.journal.clear();
        owner.restart();
        owner.term++;
        lasting.isCut = false;
        lasting.lostPerMille = 1_000;
        lasting.linkOf(owner.node);
        lasting.time.runFor(100 * SimTime.MILLI);
        assertArrayEquals(
                WriteWorld.bytes("a"),
                lasting.writer.pending().find(KEY, 0).entry().value());
        lasting.crash(false);
        lasting.start();
        assertNull(lasting.writer.pending().find(KEY, 0));
        assertTrue(lasting.writer.pending().isBehind(KEY, 0, () -> {}));
        assertTrue(lasting.writer.isBehind(0, () -> {}));
    }
}
