package io.kvswarm.internal.storage;

import static io.kvswarm.internal.storage.StorageBed.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.wire.Answer.Status;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.KeyLeased;
import io.kvswarm.internal.wire.LeaseKey;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.ReturnKey;
import io.kvswarm.internal.wire.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: the lease of a key holds off others' changes on condition of its version and nothing else, goes from one to the
 * next in the order of the questions, and is never held for longer than it lasts. Method: one node in virtual time,
 * spoken to as three peers would; the bed's own link is the one that changes entries.
 */
final class KeyLeasesTest {
    private static final long END_MILLIS = LeaseKey.LIFE_MILLIS + LeaseKey.LIFE_MILLIS / 100;

    private final StorageBed bed = new StorageBed(1).open();
    private final FakeLink a = new FakeLink(StorageBed.node(8));
    private final FakeLink b = new FakeLink(StorageBed.node(9));

    @Test
    void aFreeKeyIsLeasedAtOnce() {
        ask(a, 1, "0a");
        assertEquals(List.of(new KeyLeased(1, Status.PRESENT, 0)), answers(a));
    }

    @Test
    void changesOfOthersOnConditionOfTheVersionAreHeldOff() {
        Version version = bed.put("0a", "one").version();
        ask(a, 1, "0a");
        bed.run(499);
        Result put = bed.apply(bed.next(Kind.PUT, "0a", bytes("two"), Condition.version(version), 0))
                .get(0);
        assertEquals(Outcome.BUSY, put.outcome());
        long left = put.entry().lifeMillis();
        assertTrue(left > 1000 && left <= END_MILLIS - 498, "left: " + left);
        assertEquals(0, put.entry().value().length);
        Result remove = bed.apply(bed.next(Kind.REMOVE, "0a", bytes(""), Condition.version(version), 0))
                .get(0);
        assertEquals(Outcome.BUSY, remove.outcome());
        assertEquals("one", bed.get("0a"));
    }

    @Test
    void whatWasHeldOffHasEndedAndARepeatIsToldTheSame() {
        Version version = bed.put("0a", "one").version();
        ask(a, 1, "0a");
        Mutation put = bed.next(Kind.PUT, "0a", bytes("two"), Condition.version(version), 0);
        Result first = bed.apply(put).get(0);
        returnKey(a, "0a");
        assertEquals(first, bed.apply(put).get(0).withSequence(first.sequence()));
        assertEquals("one", bed.get("0a"));
        assertEquals(Outcome.APPLIED, change("0a", version).outcome());
    }

    @Test
    void allOtherChangesAreApplied() {
        bed.put("0a", "one");
        ask(a, 1, "0a");
        assertApplied(bed.next(Kind.PUT, "0a", bytes("two"), Condition.ALWAYS, 0));
        assertApplied(bed.next(Kind.PUT, "0a", bytes("three"), Condition.PRESENT, 0));
        assertApplied(bed.next(Kind.PUT, "0a", bytes("four"), Condition.value(bytes("three")), 0));
        Version version = bed.answer("0a").entry().version();
        assertApplied(bed.next(Kind.TOUCH, "0a", bytes(""), Condition.version(version), 60_000));
        assertApplied(bed.next(Kind.REMOVE, "0a", bytes(""), Condition.ALWAYS, 0));
        assertApplied(bed.next(Kind.PUT, "0a", bytes("five"), Condition.ABSENT, 0));
        assertApplied(bed.next(Kind.CLEAR, "0", ""));
    }

    @Test
    void otherKeysAreNotHeldOff() {
        Version version = bed.put("0b", "one").version();
        ask(a, 1, "0a");
        assertEquals(Outcome.APPLIED, change("0b", version).outcome());
    }

    @Test
    void theHolderIsNotHeldOff() {
        Version version = bed.put("0a", "one").version();
        ask(bed.link, 1, "0a");
        assertEquals(Outcome.APPLIED, change("0a", version).outcome());
    }

    @Test
    void anotherChangeMakesTheHoldersNextOneFail() {
        Version version = bed.put("0a", "one").version();
        ask(bed.link, 1, "0a");
        bed.put("0a", "two");
        assertEquals(Outcome.CONDITION_NOT_MET, change("0a", version).outcome());
    }

    @Test
    void whoWaitsIsAnsweredInOrderAsTheKeyIsGivenBack() {
        ask(a, 1, "0a");
        ask(b, 7, "0a");
        bed.run(300);
        ask(bed.link, 9, "0a");
        assertEquals(List.of(), answers(b));
        bed.run(200);
        answers(a);
        returnKey(a, "0a");
        KeyLeased answer = answers(b).get(0);
        assertEquals(new KeyLeased(7, Status.PRESENT, answer.waitedMillis()), answer);
        assertTrue(answer.waitedMillis() >= 500 && answer.waitedMillis() <= 503, answer::toString);
        assertEquals(List.of(), answers(bed.link));
        bed.run(100);
        returnKey(b, "0a");
        assertEquals(1, answers(bed.link).size());
        assertEquals(List.of(), answers(a));
    }

    @Test
    void aLeaseThatRunsOutGoesToTheNextAndNotBefore() {
        ask(a, 1, "0a");
        ask(b, 2, "0a");
        bed.run(LeaseKey.LIFE_MILLIS);
        assertEquals(List.of(), answers(b));
        bed.run(END_MILLIS - LeaseKey.LIFE_MILLIS);
        assertEquals(1, answers(b).size());
        Version version = bed.put("0a", "one").version();
        assertEquals(Outcome.BUSY, change("0a", version).outcome());
    }

    @Test
    void aLeaseThatHasRunOutHoldsOffNobody() {
        Version version = bed.put("0a", "one").version();
        ask(a, 1, "0a");
        bed.run(END_MILLIS + 1);
        assertEquals(Outcome.APPLIED, change("0a", version).outcome());
    }

    @Test
    void anExtensionLastsAsLongAgainAndGoesBeforeThoseThatWait() {
        ask(a, 1, "0a");
        ask(b, 2, "0a");
        bed.run(1500);
        extend(a, 3, "0a");
        assertEquals(List.of(new KeyLeased(1, Status.PRESENT, 0), new KeyLeased(3, Status.PRESENT, 0)), answers(a));
        bed.run(1500);
        assertEquals(List.of(), answers(b));
        bed.run(1000);
        assertEquals(1, answers(b).size());
    }

    @Test
    void anExtensionOfNothingIsRefusedAtOnce() {
        extend(a, 1, "0a");
        ask(b, 2, "0a");
        extend(a, 3, "0a");
        assertEquals(List.of(new KeyLeased(1, Status.ABSENT, 0), new KeyLeased(3, Status.ABSENT, 0)), answers(a));
        bed.run(END_MILLIS + 1);
        extend(b, 4, "0a");
        assertEquals(List.of(new KeyLeased(2, Status.PRESENT, 0), new KeyLeased(4, Status.ABSENT, 0)), answers(b));
    }

    @Test
    void aQuestionTakenBackIsNotAnswered() {
        ask(a, 1, "0a");
        ask(b, 2, "0a");
        ask(bed.link, 3, "0a");
        returnKey(b, "0a");
        returnKey(a, "0a");
        assertEquals(List.of(), answers(b));
        assertEquals(1, answers(bed.link).size());
    }

    @Test
    void aRepeatedQuestionKeepsItsPlaceAndIsAnsweredOnce() {
        ask(a, 1, "0a");
        ask(b, 2, "0a");
        ask(bed.link, 3, "0a");
        ask(b, 4, "0a");
        answers(a);
        returnKey(a, "0a");
        assertEquals(List.of(4L), answers(b).stream().map(KeyLeased::requestId).toList());
        returnKey(b, "0a");
        assertEquals(1, answers(bed.link).size());
        assertEquals(List.of(), answers(b));
    }

    @Test
    void theEndOfALinkGivesItsKeysBack() {
        Version version = bed.put("0b", "one").version();
        ask(a, 1, "0a");
        ask(a, 2, "0b");
        ask(b, 3, "0a");
        bed.end(a);
        assertEquals(1, answers(b).size());
        assertEquals(Outcome.APPLIED, change("0b", version).outcome());
        bed.end(b);
        ask(bed.link, 4, "0a");
        assertEquals(1, answers(bed.link).size());
    }

    @Test
    void whoMayNotWriteAndWhatIsDestroyedGetsNone() {
        bed.mayWrite = false;
        ask(a, 1, "0a");
        bed.mayWrite = true;
        CacheId gone = CacheId.made(0, new Version(1, 1, 1));
        bed.apply(bed.next(gone, Kind.DESTROY, "0", bytes(""), Condition.ALWAYS, 0));
        bed.send(a, new LeaseKey(2, new CacheKey(gone, bytes("0a")), false));
        bed.run(1);
        assertEquals(
                List.of(new KeyLeased(1, Status.NOT_AUTHORISED, 0), new KeyLeased(2, Status.NO_SUCH_CACHE, 0)),
                answers(a));
    }

    @Test
    void oneLinkHasABoundedNumberAndThoseThatRanOutDoNotCount() {
        for (int i = 0; i < KeyLeases.KEYS_MAX; i++) {
            bed.send(a, new LeaseKey(i, keyOf("0" + i), false));
        }
        ask(a, -1, "0x");
        List<KeyLeased> answers = answers(a);
        assertEquals(KeyLeases.KEYS_MAX + 1, answers.size());
        assertEquals(new KeyLeased(-1, Status.UNUSABLE, 0), answers.get(KeyLeases.KEYS_MAX));
        ask(b, 1, "0x");
        assertEquals(1, answers(b).size());
        bed.run(END_MILLIS + 1);
        ask(a, -2, "0y");
        assertEquals(List.of(new KeyLeased(-2, Status.PRESENT, 0)), answers(a));
    }

    private void ask(FakeLink link, long id, String key) {
        bed.send(link, new LeaseKey(id, keyOf(key), false));
        turn();
    }

    private void extend(FakeLink link, long id, String key) {
        bed.send(link, new LeaseKey(id, keyOf(key), true));
        turn();
    }

    private void returnKey(FakeLink link, String key) {
        bed.send(link, new ReturnKey(keyOf(key)));
        turn();
    }

    /** Long enough for what was sent to be taken. */
    private void turn() {
        bed.run(1);
    }

    private static CacheKey keyOf(String key) {
        return new CacheKey(CacheId.DEFAULT, bytes(key));
    }

    private static List<KeyLeased> answers(FakeLink link) {
        return link.take(KeyLeased.class);
    }

    private Result change(String key, Version version) {
        return bed.apply(bed.next(Kind.PUT, key, bytes("changed"), Condition.version(version), 0))
                .get(0);
    }

    private void assertApplied(Mutation mutation) {
        assertEquals(
                Outcome.APPLIED,
                bed.apply(mutation).get(0).outcome(),
                mutation.kind().toString());
    }
}
