package io.kvswarm.internal.near;

import static io.kvswarm.internal.near.NearBed.image;
import static io.kvswarm.internal.near.NearBed.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Invalidate;
import io.kvswarm.internal.wire.Invalidated;
import io.kvswarm.internal.wire.Lease;
import io.kvswarm.internal.wire.LeaseAsk;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.Read.Hold;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.VersionedValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is near is used while nothing can have changed, and never else (RULES 7, 8). Method: the test speaks for
 * the owner, in virtual time.
 */
final class NearTest {
    private static final int LEASE = 2_000;

    private final NearBed bed = new NearBed();

    private static Mutation own(Mutation.Kind kind, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return new Mutation(
                1,
                0,
                bytes.length == 0 ? 0 : bytes[0] - 'a',
                kind,
                false,
                Durability.OS,
                0,
                CacheId.DEFAULT,
                Condition.ALWAYS,
                bytes,
                new byte[0]);
    }

    @Test
    void aReadAsksForALeaseInFrontOfItAndIsKept() {
        Read read = bed.ask("a");
        assertEquals(Hold.AWAITED, read.hold());
        assertTrue(bed.link.sent.get(0) instanceof LeaseAsk);
        bed.grant(0);
        bed.answer(read, Answer.present(image("one", 1, EntryImage.FOR_EVER)), true);
        assertEquals("one", bed.find("a"));
        assertEquals(1, bed.cache.counts().hits());
        assertEquals(1, bed.cache.counts().misses());
    }

    @Test
    void anAbsenceIsKept() {
        Read read = bed.ask("a");
        bed.grant(0);
        bed.answer(read, Answer.ABSENT, true);
        assertEquals("absent", bed.find("a"));
    }

    @Test
    void whatTheOwnerDoesNotRememberIsNotKept() {
        Read read = bed.ask("a");
        bed.grant(0);
        bed.answer(read, Answer.present(image("one", 1, EntryImage.FOR_EVER)), false);
        assertEquals("?", bed.find("a"));
    }

    @Test
    void withoutALeaseNothingIsUsed() {
        Read read = bed.ask("a");
        bed.answer(read, Answer.present(image("one", 1, EntryImage.FOR_EVER)), true);
        assertEquals("?", bed.find("a"));
        bed.grant(0);
        assertEquals("one", bed.find("a"));
    }

    @Test
    void aLeaseCountsFromWhenItWasAskedFor() {
        Read read = bed.ask("a");
        bed.run(LEASE - 100);
        bed.answer(read, Answer.present(image("one", 1, EntryImage.FOR_EVER)), true);
        bed.grant(0);
        assertEquals("one", bed.find("a"));
        bed.run(100);
        assertEquals("?", bed.find("a"));
    }

    @Test
    void aLeaseEndsOnTheWallClockToo() {
        bed.keep("a", "one");
        bed.wall.jump(LEASE);
        assertEquals("?", bed.find("a"));
        bed.wall.jump(-LEASE);
        assertEquals("one", bed.find("a"));
        bed.wall.jump(-10_000);
        assertEquals("?", bed.find("a"));
    }

    @Test
    void aLeaseInUseIsRenewedAndOneThatIsNotRunsOut() {
        bed.keep("a", "one");
        int renewed = 0;
        for (int i = 0; i < 100; i++) {
            assertEquals("one", bed.find("a"));
            bed.run(100);
            renewed += grantIfAsked();
        }
        assertTrue(renewed >= 7 && renewed <= 10, renewed + " times in ten seconds");
        bed.run(1_500);
        grantIfAsked();
        bed.run(5_000);
        assertEquals(0, grantIfAsked());
        assertEquals("?", bed.find("a"));
    }

    private int grantIfAsked() {
        boolean isAsked = bed.link.sent.stream().anyMatch(LeaseAsk.class::isInstance);
        if (isAsked) {
            bed.grant(0);
        }
        return isAsked ? 1 : 0;
    }

    @Test
    void anAskThatGotLostIsRepeated() {
        bed.keep("a", "one");
        bed.find("a");
        bed.run(1_100);
        assertNotNull(bed.link.take(LeaseAsk.class));
        bed.find("a");
        bed.run(800);
        bed.grant(0);
        bed.run(500);
        assertEquals("one", bed.find("a"));
    }

    @Test
    void whatRanOutIsGoodAgainWithALaterLease() {
        bed.keep("a", "one");
        bed.run(3_000);
        assertEquals("?", bed.find("a"));
        bed.ask("b");
        bed.grant(0);
        assertEquals("one", bed.find("a"));
    }

    @Test
    void whatChangesIsDroppedBeforeThatIsAnswered() {
        bed.keep("a", "one");
        bed.invalidate(1, "a");
        assertEquals("?", bed.find("a"));
        assertEquals(new Invalidated(1), bed.link.take(Invalidated.class));
        assertEquals(1, bed.cache.counts().invalidated());
    }

    @Test
    void anInvalidationOverALinkThatIsNotInUseIsAnsweredToo() {
        bed.invalidate(1, "a");
        assertEquals(new Invalidated(1), bed.link.take(Invalidated.class));
    }

    @Test
    void aReadUnderWayWhileItsKeyChangesIsNotKept() {
        bed.keep("b", "other");
        Read read = bed.ask("a");
        bed.invalidate(1, "a");
        bed.answer(read, Answer.present(image("old", 1, EntryImage.FOR_EVER)), true);
        assertEquals("?", bed.find("a"));
        assertEquals("other", bed.find("b"));
    }

    @Test
    void aHitThatMeetsItsOwnInvalidationAndTheNextLeaseIsNone() {
        bed.keep("a", "old");
        bed.run(LEASE);
        bed.ask("b");
        bed.whileLooking = () -> {
            bed.invalidate(1, "a");
            bed.grant(1);
        };
        assertEquals("?", bed.find("a"));
    }

    @Test
    void aHitThatMeetsAClearAndTheNextLeaseIsNone() {
        bed.keep("a", "old");
        bed.run(LEASE);
        bed.ask("b");
        bed.whileLooking = () -> {
            clear(1, 0);
            bed.grant(1);
        };
        assertEquals("?", bed.find("a"));
    }

    private void clear(long number, int cell) {
        Invalidate.Cleared part = new Invalidate.Cleared(CacheId.DEFAULT, cell);
        bed.loop.run(() -> bed.near.onInvalidate(bed.link, new Invalidate(number, List.of(), List.of(part))));
    }

    @Test
    void aClearDropsAllOfItsCellAndNothingElse() {
        bed.keep("a1", "one");
        bed.keep("a2", "two");
        bed.keep("b1", "other");
        clear(1, 0);
        assertEquals("? ? other", bed.find("a1") + " " + bed.find("a2") + " " + bed.find("b1"));
        bed.run(1);
        assertEquals(1, bed.cache.counts().entries());
        bed.keep("a1", "new");
        assertEquals("new", bed.find("a1"));
    }

    @Test
    void aReadUnderWayWhileItsCellIsClearedIsNotKept() {
        Read read = bed.ask("a");
        bed.grant(0);
        clear(1, 0);
        bed.answer(read, Answer.present(image("old", 1, EntryImage.FOR_EVER)), true);
        assertEquals("?", bed.find("a"));
    }

    @Test
    void aGapBeforeAnInvalidationEndsEverything() {
        bed.keep("a", "one");
        Read underWay = bed.ask("c");
        bed.invalidate(2, "b");
        assertEquals("?", bed.find("a"));
        assertEquals(new Invalidated(2), bed.link.take(Invalidated.class));
        bed.answer(underWay, Answer.present(image("old", 1, EntryImage.FOR_EVER)), true);
        bed.keep("b", "two");
        assertEquals("two", bed.find("b"));
        assertEquals("?", bed.find("a"));
        assertEquals("?", bed.find("c"));
        bed.invalidate(3, "x");
        assertEquals("two", bed.find("b"));
    }

    @Test
    void aGapBeforeALeaseEndsEverything() {
        bed.keep("a", "one");
        bed.find("a");
        bed.run(1_100);
        bed.grant(1);
        assertEquals("?", bed.find("a"));
        assertEquals(0, bed.cache.counts().hits() - 1);
    }

    @Test
    void anInvalidationThatComesTwiceEndsNothing() {
        bed.keep("a", "one");
        bed.invalidate(1, "b");
        bed.invalidate(1, "b");
        assertEquals("one", bed.find("a"));
    }

    @Test
    void anotherTermEndsEverything() {
        bed.keep("a", "one");
        bed.find("a");
        bed.run(1_100);
        LeaseAsk ask = bed.link.take(LeaseAsk.class);
        bed.loop.run(() -> bed.near.onLease(bed.link, new Lease(ask.stamp(), 2, 0)));
        assertEquals("?", bed.find("a"));
    }

    @Test
    void theEndOfTheLinkEndsEverything() {
        bed.keep("a", "one");
        Read underWay = bed.ask("b");
        NearBed.OwnerLink before = bed.link;
        bed.loop.run(() -> {
            bed.near.onLinkEnd(before);
            bed.reader.onLinkEnd(before);
        });
        assertEquals("?", bed.find("a"));
        bed.link = new NearBed.OwnerLink();
        bed.loop.run(() -> bed.reader.onLink(bed.link));
        bed.run(10);
        Read again = bed.link.take(Read.class);
        assertEquals(underWay.keys(), again.keys());
        bed.keep("c", "three");
        assertEquals("three", bed.find("c"));
        assertEquals("?", bed.find("a"));
        bed.run(10);
        assertEquals(1, bed.cache.counts().entries());
    }

    @Test
    void anotherConfigEndsEverything() {
        bed.keep("a", "one");
        bed.loop.run(bed.near::onRouting);
        assertEquals("?", bed.find("a"));
    }

    @Test
    void ownChangesDropTheirKeyAndNothingOfItIsKeptUntilTheyHaveEnded() {
        bed.keep("a", "one");
        Read before = bed.ask("b");
        Mutation change = own(Mutation.Kind.PUT, "a");
        Mutation otherChange = own(Mutation.Kind.REMOVE, "b");
        bed.loop.run(() -> {
            bed.own.begun(change);
            bed.own.begun(otherChange);
        });
        assertEquals("?", bed.find("a"));
        Read meanwhile = bed.ask("a");
        assertEquals(Hold.NO, meanwhile.hold());
        bed.loop.run(() -> {
            bed.own.ended(change);
            bed.own.ended(otherChange);
        });
        bed.answer(before, Answer.present(image("old", 1, EntryImage.FOR_EVER)), true);
        bed.answer(meanwhile, Answer.present(image("two", 2, EntryImage.FOR_EVER)), true);
        assertEquals("? ?", bed.find("a") + " " + bed.find("b"));
        bed.keep("a", "two");
        assertEquals("two", bed.find("a"));
    }

    @Test
    void ownClearsDropTheirCellAndNothingOfItIsKeptUntilTheyHaveEnded() {
        bed.keep("a", "one");
        Read before = bed.ask("a2");
        Mutation clear = own(Mutation.Kind.CLEAR, "");
        bed.loop.run(() -> bed.own.begun(clear));
        assertEquals("?", bed.find("a"));
        assertEquals(Hold.NO, bed.ask("a3").hold());
        bed.loop.run(() -> bed.own.ended(clear));
        bed.answer(before, Answer.present(image("old", 1, EntryImage.FOR_EVER)), true);
        assertEquals("?", bed.find("a2"));
        bed.keep("a", "two");
        assertEquals("two", bed.find("a"));
    }

    @Test
    void twoOwnChangesOfAKeyHaveBothToEnd() {
        bed.keep("a", "one");
        Mutation change = own(Mutation.Kind.PUT, "a");
        bed.loop.run(() -> {
            bed.own.begun(change);
            bed.own.begun(change);
            bed.own.ended(change);
        });
        assertEquals(Hold.NO, bed.ask("a").hold());
        bed.loop.run(() -> bed.own.ended(change));
        assertEquals(Hold.AWAITED, bed.ask("a").hold());
    }

    @Test
    void anOlderAnswerTakesNoNewerOnesPlace() {
        Read first = bed.ask("a");
        Read second = bed.ask("a");
        bed.grant(0);
        bed.answer(second, Answer.present(image("new", 2, EntryImage.FOR_EVER)), true);
        bed.answer(first, Answer.present(image("old", 1, EntryImage.FOR_EVER)), true);
        assertEquals("new", bed.find("a"));
    }

    @Test
    void lifeCountsFromWhenItWasAskedFor() {
        Read read = bed.ask("a");
        bed.grant(0);
        bed.run(300);
        bed.answer(read, Answer.present(image("one", 1, 1_000)), true);
        VersionedValue found = bed.cache.find(key("a"));
        assertTrue(found.lifeMillis() <= 699 && found.lifeMillis() > 690, found::toString);
        bed.run(found.lifeMillis());
        assertEquals("?", bed.find("a"));
    }

    @Test
    void hitsShareAMemo() {
        Read read = bed.ask("a");
        bed.grant(0);
        bed.answer(read, Answer.present(image("one", 1, 1_000)), true);
        bed.cache.find(key("a")).memo("decoded");
        bed.run(10);
        assertEquals("decoded", bed.cache.find(key("a")).memo());
        bed.keep("b", "two");
        assertNull(bed.cache.find(key("b")).memo());
        assertSame(bed.cache.find(key("b")), bed.cache.find(key("b")));
    }

    @Test
    void boundedHitsAreNoOlderThanTheirStaleness() {
        bed.cache = bed.cache(new NearPlan(NearPlan.Mode.BOUNDED, 0, 0, Duration.ofMillis(300)));
        Read read = bed.ask("a");
        assertEquals(Hold.TOLD, read.hold());
        bed.answer(read, Answer.present(image("one", 1, EntryImage.FOR_EVER)), true);
        assertEquals("one", bed.find("a"), "no lease is needed");
        bed.run(298);
        assertEquals("one", bed.find("a"));
        bed.run(2);
        assertEquals("?", bed.find("a"));
        bed.grant(0);
        assertEquals("?", bed.find("a"), "asked for as long ago");
        bed.ask("b");
        bed.grant(0);
        assertEquals("one", bed.find("a"), "the owner has told nothing up to then");
        bed.wall.jump(300);
        assertEquals("?", bed.find("a"));
    }

    @Test
    void boundedHitsEndWithTheirSource() {
        bed.cache = bed.cache(new NearPlan(NearPlan.Mode.BOUNDED, 0, 0, Duration.ofMillis(300)));
        bed.keep("a", "one");
        bed.loop.run(() -> bed.near.onLinkEnd(bed.link));
        assertEquals("?", bed.find("a"));
    }
}
