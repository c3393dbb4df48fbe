package io.kvswarm.internal.storage;

import static io.kvswarm.internal.storage.StorageBed.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.Invalidate;
import io.kvswarm.internal.wire.Invalidated;
import io.kvswarm.internal.wire.Lease;
import io.kvswarm.internal.wire.LeaseAsk;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.ProcessId;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.Read.Hold;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: a change of a key that clients keep near is shown to nobody before each of them has dropped it or may not use
 * it any more (RULES 7, 8), and nobody waits longer. Method: one node in virtual time, spoken to as peers would.
 */
final class HoldersTest {
    private static final int SOON = 50;
    private static final int LEASE = 2_020;

    private final StorageBed bed = new StorageBed(1).open();
    private final FakeLink client = new FakeLink(StorageBed.node(8));
    private final FakeLink other = new FakeLink(StorageBed.node(9));

    private Lease lease(FakeLink link) {
        bed.send(link, new LeaseAsk(7));
        bed.run(SOON);
        return link.take(Lease.class).get(0);
    }

    private boolean isKept(FakeLink link, Hold hold, String key) {
        bed.send(link, new Read(1, hold, List.of(new CacheKey(CacheId.DEFAULT, bytes(key)))));
        bed.run(SOON);
        return link.take(Entries.class).get(0).isHeld(0);
    }

    private void keep(FakeLink link, String key) {
        lease(link);
        assertTrue(isKept(link, Hold.AWAITED, key));
    }

    private void change(String key, String value) {
        bed.send(bed.next(Kind.PUT, key, value));
        bed.run(SOON);
    }

    private int results() {
        return bed.takeResults().size();
    }

    private static String told(FakeLink link) {
        StringBuilder told = new StringBuilder();
        for (Invalidate news : link.take(Invalidate.class)) {
            told.append(news.number()).append(':');
            news.keys().forEach(key -> told.append(' ').append(new String(key.key(), StandardCharsets.UTF_8)));
            news.cleared().forEach(part -> told.append(" all of cell ").append(part.cell()));
            told.append(';');
        }
        return told.toString();
    }

    @Test
    void aChangeWaitsForTheAnswerOfWhoKeepsItsKey() {
        keep(client, "0a");
        change("0a", "new");
        assertEquals("1: 0a;", told(client));
        assertEquals(0, results());
        bed.send(client, new Invalidated(1));
        bed.run(SOON);
        assertEquals(1, results());
    }

    @Test
    void aChangeWaitsNoLongerThanTheLease() {
        keep(client, "0a");
        bed.run(500);
        change("0a", "new");
        bed.run(LEASE - 500 - 4 * SOON);
        assertEquals(0, results());
        bed.run(4 * SOON);
        assertEquals(1, results());
    }

    @Test
    void aRenewedLeaseStandsBehindWhatChangedAndIsNotWaitedFor() {
        keep(client, "0a");
        change("0a", "new");
        bed.send(client, new LeaseAsk(8));
        bed.run(SOON);
        List<Message> order = client.take(Message.class);
        assertTrue(order.get(0) instanceof Invalidate);
        assertEquals(new Lease(8, 1, 1), order.get(1));
        bed.run(LEASE - 2 * SOON);
        assertEquals(1, results());
    }

    @Test
    void inOneTurnTooALeaseStandsBehindWhatChanged() {
        keep(client, "0a");
        bed.send(bed.next(Kind.PUT, "0a", "new"));
        bed.send(client, new LeaseAsk(8));
        bed.run(SOON);
        List<Message> order = client.take(Message.class);
        assertTrue(order.get(0) instanceof Invalidate, order::toString);
        assertEquals(new Lease(8, 1, 1), order.get(1));
    }

    @Test
    void whoHasNoLeaseIsToldAndNotWaitedFor() {
        assertTrue(isKept(client, Hold.AWAITED, "0a"));
        change("0a", "new");
        assertEquals("1: 0a;", told(client));
        assertEquals(1, results());
    }

    @Test
    void whoseLeaseIsOverIsToldAndNotWaitedFor() {
        keep(client, "0a");
        bed.run(LEASE);
        change("0a", "new");
        assertEquals("1: 0a;", told(client));
        assertEquals(1, results());
    }

    @Test
    void whoDoesNotAskForItIsToldAndNotWaitedFor() {
        lease(client);
        assertTrue(isKept(client, Hold.TOLD, "0a"));
        change("0a", "new");
        assertEquals("1: 0a;", told(client));
        assertEquals(1, results());
    }

    @Test
    void whoKeepsAKeyForBothIsWaitedFor() {
        keep(client, "0a");
        assertTrue(isKept(client, Hold.TOLD, "0a"));
        change("0a", "new");
        assertEquals(0, results());
    }

    @Test
    void theWriterIsNeitherToldNorWaitedFor() {
        keep(bed.link, "0a");
        change("0a", "new");
        assertEquals("", told(bed.link));
        assertEquals(1, results());
    }

    @Test
    void theWritersOtherLinkIsNotWaitedFor() {
        client.process = new ProcessId(1, 1);
        keep(client, "0a");
        FakeLink again = new FakeLink(client.peer());
        again.process = client.process;
        bed.link = again;
        change("0a", "new");
        assertEquals(1, results());
    }

    @Test
    void aKeyIsToldOnceUntilItIsReadAgain() {
        keep(client, "0a");
        change("0a", "new");
        change("0a", "newer");
        assertEquals("1: 0a;", told(client));
        assertEquals(0, results());
        bed.send(client, new Invalidated(1));
        bed.run(SOON);
        assertEquals(2, results());
        assertTrue(isKept(client, Hold.AWAITED, "0a"));
        change("0a", "newest");
        assertEquals("2: 0a;", told(client));
    }

    @Test
    void whatOneTurnChangesIsToldInOneMessage() {
        keep(client, "0a");
        keep(client, "0b");
        bed.send(bed.next(Kind.PUT, "0a", "new"), bed.next(Kind.PUT, "0b", "new"));
        bed.run(SOON);
        assertEquals("1: 0a 0b;", told(client));
    }

    @Test
    void theEndOfTheLinkDoesNotEndTheWait() {
        keep(client, "0a");
        keep(client, "0b");
        change("0a", "new");
        bed.end(client);
        change("0b", "new");
        assertEquals(0, results());
        bed.run(LEASE);
        assertEquals(2, results());
    }

    @Test
    void aProcessThatAsksOverAnotherLinkKeepsNothingOfTheFirst() {
        client.process = new ProcessId(1, 1);
        keep(client, "0a");
        change("0a", "new");
        bed.end(client);
        FakeLink again = new FakeLink(client.peer());
        again.process = client.process;
        bed.send(again, new LeaseAsk(8));
        bed.run(SOON);
        assertEquals(1, results());
    }

    @Test
    void anAskThatIsOlderThanTheLeaseDropsNothing() {
        client.process = new ProcessId(1, 1);
        keep(client, "0a");
        FakeLink late = new FakeLink(client.peer());
        late.process = client.process;
        bed.send(late, new LeaseAsk(6));
        bed.run(SOON);
        change("0a", "new");
        assertEquals(0, results());
    }

    @Test
    void absencesAreKept() {
        keep(client, "0none");
        change("0none", "there");
        assertEquals("1: 0none;", told(client));
        assertEquals(0, results());
    }

    @Test
    void aReadOfAChangingKeyWaitsAndIsNotKept() {
        keep(client, "0a");
        change("0a", "new");
        bed.send(other, new Read(1, Hold.AWAITED, List.of(new CacheKey(CacheId.DEFAULT, bytes("0a")))));
        bed.run(SOON);
        assertEquals(List.of(), other.take(Entries.class));
        bed.send(client, new Invalidated(1));
        bed.run(SOON);
        Entries answer = other.take(Entries.class).get(0);
        assertEquals("new", new String(answer.answers().get(0).entry().value(), StandardCharsets.UTF_8));
        assertFalse(answer.isHeld(0));
    }

    @Test
    void aClearIsToldAsAPartOfTheCacheAndWaits() {
        bed.put("0a", "old");
        keep(client, "0a");
        bed.send(bed.next(Kind.CLEAR, "0", ""));
        bed.run(SOON);
        assertEquals("1: all of cell 0;", told(client));
        assertEquals(0, results());
        bed.send(client, new Invalidated(1));
        bed.run(SOON);
        assertEquals(1, results());
    }

    @Test
    void aClearWaitsForWhoHasNotAnsweredWhatCameBefore() {
        keep(client, "0a");
        change("0a", "new");
        bed.send(bed.next(Kind.CLEAR, "0", ""));
        bed.run(SOON);
        assertEquals(0, results());
        bed.run(LEASE);
        assertEquals(2, results());
    }

    @Test
    void anEndOfLifeIsToldAndWaitedFor() {
        bed.apply(bed.next(Kind.PUT, "0a", bytes("old"), Condition.ALWAYS, 300));
        keep(client, "0a");
        bed.run(400);
        assertEquals("1: 0a;", told(client));
        bed.send(other, new Read(1, List.of(new CacheKey(CacheId.DEFAULT, bytes("0a")))));
        bed.run(SOON);
        assertEquals(List.of(), other.take(Entries.class));
        bed.send(client, new Invalidated(1));
        bed.run(SOON);
        assertEquals(1, other.take(Entries.class).size());
    }

    @Test
    void aTouchThatShortensIsAChangeAndOneThatLengthensIsNot() {
        bed.apply(bed.next(Kind.PUT, "0a", bytes("old"), Condition.ALWAYS, 60_000));
        keep(client, "0a");
        bed.send(bed.next(Kind.TOUCH, "0a", bytes(""), Condition.ALWAYS, 90_000));
        bed.send(bed.next(Kind.TOUCH, "0a", bytes(""), Condition.ALWAYS, 0));
        bed.run(SOON);
        assertEquals("", told(client));
        assertEquals(2, results());
        bed.send(bed.next(Kind.TOUCH, "0a", bytes(""), Condition.ALWAYS, 30_000));
        bed.run(SOON);
        assertEquals("1: 0a;", told(client));
        assertEquals(0, results());
    }

    @Test
    void whoMayNotReadIsGivenNoLease() {
        bed.mayRead = false;
        bed.send(client, new LeaseAsk(7));
        bed.run(SOON);
        assertEquals(List.of(), client.take(Lease.class));
    }

    @Test
    void whoAnswersWhatHeWasNotToldIsCutOff() {
        keep(client, "0a");
        bed.send(client, new Invalidated(1));
        bed.run(SOON);
        assertFalse(client.isOpen());
    }

    @Test
    void afterACrashChangesWaitForLeasesThatMayBeOut() {
        bed.put("0old", "old");
        lease(client);
        bed.kill().open();
        bed.kill().open();
        bed.send(bed.next(Kind.PUT, "0a", "new"));
        bed.run(LEASE - SOON);
        assertEquals(0, results());
        bed.run(2 * SOON);
        assertEquals(1, results());
        assertEquals("new", bed.get("0a"));
    }

    @Test
    void afterACrashNothingIsShownThatMayNotHaveBeenReleased() {
        bed.put("0old", "old");
        bed.kill().open();
        keep(client, "0a");
        Mutation change = bed.next(Kind.PUT, "0a", "new");
        bed.send(change);
        bed.run(SOON);
        assertEquals(0, results());
        bed.kill().open();
        bed.send(change);
        bed.send(other, new Read(1, List.of(new CacheKey(CacheId.DEFAULT, bytes("0a")))));
        bed.send(other, new Read(2, List.of(new CacheKey(CacheId.DEFAULT, bytes("0old")))));
        bed.run(SOON);
        List<Entries> answers = other.take(Entries.class);
        assertEquals(1, answers.size(), "only what is old");
        assertEquals(2, answers.get(0).requestId());
        assertEquals(0, results());
        bed.run(LEASE);
        assertEquals(1, other.take(Entries.class).size());
        assertEquals(1, results());
    }

    @Test
    void nothingWaitsAfterACrashIfNoLeaseWasEverGranted() {
        bed.put("0a", "old");
        bed.kill().open();
        change("0a", "new");
        assertEquals(1, results());
    }

    @Test
    void nothingWaitsAfterACleanStopOnceLeasesAreOver() {
        lease(client);
        bed.run(LEASE);
        bed.close();
        bed.open();
        change("0a", "new");
        assertEquals(1, results());
    }

    @Test
    void aLeaseThatIsAliveAtACleanStopIsWaitedForAfterIt() {
        lease(client);
        bed.close();
        bed.open();
        change("0a", "new");
        assertEquals(0, results());
        bed.run(LEASE);
        assertEquals(1, results());
    }

    @Test
    void noLeaseIsGrantedWhileThoseOfAnEarlierRunAreAwaited() {
        lease(client);
        bed.kill().open();
        bed.send(client, new LeaseAsk(8));
        bed.run(SOON);
        assertEquals(List.of(), client.take(Lease.class));
        bed.run(LEASE);
        assertEquals(new Lease(7, 2, 0), lease(client));
    }

    @Test
    void itIsOnTheDiskBeforeItIsGrantedThatLeasesAreOut() {
        bed.disk.setCapacity(0);
        bed.send(client, new LeaseAsk(7));
        bed.run(SOON);
        assertEquals(List.of(), client.take(Lease.class));
        bed.disk.setCapacity(Long.MAX_VALUE);
        assertEquals(new Lease(7, 1, 0), lease(client));
    }

    @Test
    void whatIsKeptIsCounted() {
        keep(client, "0a");
        keep(client, "0b");
        assertEquals(2, bed.node.report().near());
        change("0a", "new");
        assertEquals(1, bed.node.report().near());
        assertEquals(0, bed.node.report().nearCells());
    }
}
