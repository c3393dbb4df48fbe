package io.kvswarm.internal.storage;

import static io.kvswarm.internal.storage.StorageBed.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.MemoryIndex;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EndSession;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Page;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Scan;
import io.kvswarm.internal.wire.SessionEnded;
import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: an owner decides every mutation once, in order, shows nothing too early, and forgets nothing over a crash.
 * Method: one node in virtual time on a simulated disk, spoken to as a peer would.
 */
final class StorageNodeTest {
    private final StorageBed bed = new StorageBed(1).open();

    @Test
    void whatWasPutIsRead() {
        assertEquals(Outcome.APPLIED, bed.put("0a", "one").outcome());
        assertEquals("one", bed.get("0a"));
        assertEquals("absent", bed.get("0b"));
    }

    @Test
    void aRepeatGetsTheSameAnswerAndChangesNothing() {
        Mutation put = bed.next(Kind.PUT, "0a", "one");
        Result first = bed.apply(put).get(0);
        bed.put("0a", "two");
        Result again = bed.apply(put).get(0);
        assertEquals(first.version(), again.version());
        assertEquals(first.outcome(), again.outcome());
        assertEquals("two", bed.get("0a"));
    }

    @Test
    void aRepeatAfterACrashGetsTheSameAnswerAndChangesNothing() {
        Mutation put = bed.next(Kind.PUT, "0a", "one");
        Result first = bed.apply(put).get(0);
        bed.put("0a", "two");
        bed.kill().open();
        Result again = bed.apply(put).get(0);
        assertEquals(first.version(), again.version());
        assertEquals(first.outcome(), again.outcome());
        assertEquals("two", bed.get("0a"));
    }

    @Test
    void aRepeatAfterTheIndexIsLostGetsTheSameAnswer() {
        Mutation put = bed.next(Kind.PUT, "0a", "one");
        Result first = bed.apply(put).get(0);
        bed.run(1000);
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        assertEquals(first.version(), bed.apply(put).get(0).version());
        assertEquals("one", bed.get("0a"));
    }

    @Test
    void theTermRisesWithACrashAndNotWithACleanStop() {
        assertEquals(1, bed.node.term());
        bed.kill().open();
        assertEquals(2, bed.node.term());
        bed.close();
        bed.open();
        assertEquals(2, bed.node.term());
    }

    @Test
    void aGapIsNamedAndNothingBehindItIsApplied() {
        bed.put("0a", "one");
        bed.next(Kind.PUT, "0a", "lost on the way");
        bed.send(bed.next(Kind.PUT, "0a", "three"));
        bed.run(100);
        List<Nack> nacks = bed.link.take(Nack.class);
        assertEquals(1, nacks.size());
        assertEquals(Nack.Reason.GAP, nacks.get(0).reason());
        assertEquals(1, nacks.get(0).number());
        assertEquals("one", bed.get("0a"));
    }

    @Test
    void aWithdrawnMutationNeverApplies() {
        Mutation put = bed.next(Kind.PUT, "0a", "one");
        assertEquals(Outcome.WITHDRAWN, bed.apply(put.withdrawn()).get(0).outcome());
        assertEquals(Outcome.WITHDRAWN, bed.apply(put).get(0).outcome());
        assertEquals("absent", bed.get("0a"));
    }

    /** Its writer was killed before it had noted that, and has the mutation still. */
    @Test
    void whatWasGivenUpAsLostIsAnsweredWhenItIsSentAgain() {
        Mutation put = bed.next(Kind.PUT, "0a", "one");
        Mutation lost = new Mutation(
                put.number(),
                put.prev(),
                put.cell(),
                Kind.LOST,
                false,
                put.durability(),
                0,
                put.cache(),
                Condition.ALWAYS,
                new byte[0],
                new byte[0]);
        assertEquals(Outcome.APPLIED, bed.apply(lost).get(0).outcome());
        assertEquals(Outcome.APPLIED, bed.apply(put).get(0).outcome());
        assertEquals("absent", bed.get("0a"));
        bed.kill().open();
        assertEquals(Outcome.APPLIED, bed.apply(put).get(0).outcome());
        assertEquals(
                Outcome.APPLIED,
                bed.apply(bed.next(Kind.PUT, "0a", "two")).get(0).outcome());
    }

    @Test
    void withdrawingWhatWasAppliedTellsThatItWas() {
        Mutation put = bed.next(Kind.PUT, "0a", "one");
        bed.apply(put);
        assertEquals(Outcome.APPLIED, bed.apply(put.withdrawn()).get(0).outcome());
        assertEquals("one", bed.get("0a"));
    }

    @Test
    void conditionsDecideByWhatIsThere() {
        assertEquals(Outcome.CONDITION_NOT_MET, outcomeOf(Kind.PUT, "a", Condition.PRESENT));
        assertEquals(Outcome.APPLIED, outcomeOf(Kind.PUT, "a", Condition.ABSENT));
        assertEquals(Outcome.CONDITION_NOT_MET, outcomeOf(Kind.PUT, "b", Condition.ABSENT));
        assertEquals(Outcome.CONDITION_NOT_MET, outcomeOf(Kind.PUT, "b", Condition.value(bytes("x"))));
        assertEquals(Outcome.APPLIED, outcomeOf(Kind.PUT, "b", Condition.value(bytes("a"))));
        Version version = bed.answer("0k").entry().version();
        assertEquals(Outcome.APPLIED, outcomeOf(Kind.PUT, "c", Condition.version(version)));
        assertEquals(Outcome.CONDITION_NOT_MET, outcomeOf(Kind.REMOVE, "", Condition.version(version)));
        assertEquals(Outcome.APPLIED, outcomeOf(Kind.REMOVE, "", Condition.PRESENT));
        assertEquals("absent", bed.get("0k"));
    }

    private Outcome outcomeOf(Kind kind, String value, Condition condition) {
        return bed.apply(bed.next(kind, "0k", bytes(value), condition, 0))
                .get(0)
                .outcome();
    }

    @Test
    void aFailedComparisonOfVersionsTellsTheEntryThatIsThere() {
        bed.put("0a", "one");
        Condition other = Condition.version(new Version(1, 1, 999));
        Result result =
                bed.apply(bed.next(Kind.PUT, "0a", bytes("two"), other, 0)).get(0);
        assertEquals("one", new String(result.entry().value(), java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void nothingIsShownBeforeItIsWritten() {
        bed.disk.failWrites(false);
        bed.disk.setCapacity(bed.disk.usedBytes());
        bed.send(bed.next(Kind.PUT, "0a", "one"));
        bed.send(new io.kvswarm.internal.wire.Read(
                5, List.of(new io.kvswarm.internal.wire.CacheKey(CacheId.DEFAULT, bytes("0a")))));
        bed.run(2000);
        assertTrue(bed.takeResults().isEmpty());
        assertTrue(bed.link.take(io.kvswarm.internal.wire.Entries.class).isEmpty());
        bed.disk.setCapacity(Long.MAX_VALUE);
        bed.run(2000);
        assertEquals(1, bed.takeResults().size());
        Answer answer = bed.link
                .take(io.kvswarm.internal.wire.Entries.class)
                .get(0)
                .answers()
                .get(0);
        assertEquals(Answer.Status.PRESENT, answer.status());
    }

    @Test
    void aFullDiskRefusesPutsAndServesReads() {
        bed.put("0a", "one");
        bed.disk.setCapacity(bed.disk.usedBytes());
        bed.send(bed.next(Kind.PUT, "0b", "two"));
        bed.run(500);
        bed.send(bed.next(Kind.PUT, "4c", "three"));
        bed.run(500);
        assertEquals(Nack.Reason.STORAGE_FULL, bed.link.take(Nack.class).get(0).reason());
        assertEquals("one", bed.get("0a"));
        bed.disk.setCapacity(Long.MAX_VALUE);
        bed.run(1000);
        assertTrue(bed.node.isWritable());
    }

    @Test
    void entriesEndByThemselves() {
        bed.apply(bed.next(Kind.PUT, "0a", bytes("one"), Condition.ALWAYS, 5000));
        assertEquals("one", bed.get("0a"));
        bed.run(4000);
        assertTrue(bed.answer("0a").entry().lifeMillis() <= 1000);
        bed.run(2000);
        assertEquals(0, bed.node.count(CacheId.DEFAULT).entries());
        assertEquals("absent", bed.get("0a"));
    }

    @Test
    void anEndedEntryStaysEndedAfterACrashWithoutIndex() {
        bed.apply(bed.next(Kind.PUT, "0a", bytes("one"), Condition.ALWAYS, 500));
        bed.put("0a2", "stays");
        bed.run(2000);
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        assertEquals("absent", bed.get("0a"));
        assertEquals("stays", bed.get("0a2"));
    }

    @Test
    void aNewEndIsKeptOverCompactionAndRebuild() {
        bed.apply(bed.next(Kind.PUT, "0a", bytes("one"), Condition.ALWAYS, 5_000));
        bed.apply(bed.next(Kind.TOUCH, "0a", bytes(""), Condition.ALWAYS, 10_000_000));
        overwrite(3000);
        assertTrue(bed.node.report().compacted() > 0);
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        bed.run(10_000);
        assertEquals("one", bed.get("0a"));
    }

    @Test
    void clearedEntriesAreGoneAlsoAfterACrashWithoutIndex() {
        bed.put("0a", "one");
        bed.put("4b", "other cell");
        bed.apply(bed.next(Kind.CLEAR, "0", ""));
        bed.put("0c", "later");
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        assertEquals("absent", bed.get("0a"));
        assertEquals("other cell", bed.get("4b"));
        assertEquals("later", bed.get("0c"));
    }

    @Test
    void endlessOverwritesKeepTheLogSmall() {
        for (int i = 0; i < 20; i++) {
            overwrite(500);
            assertTrue(bed.logBytes() < 3 << 20, "the log has " + bed.logBytes() + " bytes");
        }
        assertTrue(bed.node.report().compacted() > 10);
        for (int key = 0; key < 20; key++) {
            assertEquals(500 / 20 * 20, (bed.get("0k" + key).length() / 20) * 20);
        }
    }

    @Test
    void aCompactedLogRebuildsTheSameEntriesAndMarks() {
        bed.put("8old", "never touched again");
        bed.put("8gone", "x");
        Mutation removal = bed.next(Kind.REMOVE, "8gone", "");
        bed.apply(removal);
        overwrite(5000);
        assertTrue(bed.node.report().compacted() > 2);
        String before = bed.get("0k7");
        bed.index = new MemoryIndex(new Cells(4));
        bed.kill().open();
        assertEquals("never touched again", bed.get("8old"));
        assertEquals("absent", bed.get("8gone"));
        assertEquals(before, bed.get("0k7"));
        assertEquals(Outcome.APPLIED, bed.apply(removal).get(0).outcome());
        assertEquals("absent", bed.get("8gone"));
    }

    @Test
    void aWriterThatConfirmsNothingHasToWait() {
        Mutation[] many = new Mutation[SessionMark.UNCONFIRMED_MAX + 1];
        for (int i = 0; i < many.length; i++) {
            many[i] = bed.next(Kind.PUT, "0a", "v" + i);
        }
        bed.send(many);
        bed.run(500);
        assertEquals(SessionMark.UNCONFIRMED_MAX, bed.takeResults().size());
        Nack nack = bed.link.take(Nack.class).get(0);
        assertEquals(Nack.Reason.RETRY_AFTER, nack.reason());
        assertEquals(many.length, nack.number());
    }

    /** Writes twenty keys of cell 0 over and over, half a kilobyte each time. */
    private void overwrite(int times) {
        String value = "v".repeat(500);
        List<Mutation> block = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            block.add(bed.next(Kind.PUT, "0k" + i % 20, value));
            if (block.size() == 100) {
                bed.apply(block.toArray(Mutation[]::new));
                block.clear();
                bed.run(100);
            }
        }
        bed.run(2000);
    }

    @Test
    void longValuesComeBackWholeAlsoAfterACrash() {
        String value = "x".repeat(300_000);
        bed.put("0a", value);
        assertEquals(value, bed.get("0a"));
        bed.run(1000);
        bed.kill().open();
        assertEquals(value, bed.get("0a"));
    }

    @Test
    void aScanGivesEveryEntryOfTheCellOnceInPages() {
        for (int i = 0; i < 50; i++) {
            bed.put("4k" + i, "v" + i);
        }
        List<String> seen = new ArrayList<>();
        byte[] after = {};
        for (int page = 0; page < 10; page++) {
            bed.send(new Scan(page, CacheId.DEFAULT, 1, page > 0, after, 7, true));
            bed.run(200);
            Page answer = bed.link.take(Page.class).get(0);
            answer.entries()
                    .forEach(entry -> seen.add(new String(entry.key(), java.nio.charset.StandardCharsets.UTF_8)));
            if (answer.last()) {
                break;
            }
            after = answer.entries().get(answer.entries().size() - 1).key();
        }
        assertEquals(50, seen.size());
        assertEquals(50, seen.stream().distinct().count());
    }

    @Test
    void anEndedSessionIsForgottenAndNeverHeardAgain() {
        Mutation put = bed.next(Kind.PUT, "0a", "one");
        bed.apply(put);
        bed.send(new EndSession(StorageBed.SESSION));
        bed.run(200);
        assertEquals(1, bed.link.take(SessionEnded.class).size());
        bed.send(put);
        bed.run(200);
        assertEquals(
                Nack.Reason.NOT_AUTHORISED, bed.link.take(Nack.class).get(0).reason());
    }

    @Test
    void whoMayNotWriteIsToldSoAndChangesNothing() {
        bed.mayWrite = false;
        bed.send(bed.next(Kind.PUT, "0a", "one"));
        bed.run(100);
        Nack nack = bed.link.take(Nack.class).get(0);
        assertEquals(Nack.Reason.NOT_AUTHORISED, nack.reason());
        assertEquals(
                "node " + StorageBed.WRITER + " is not among the writers; authorise it with: kvswarm config set -c FILE"
                        + " --writer=" + StorageBed.WRITER,
                nack.detail());
        assertEquals("absent", bed.get("0a"));
    }

    @Test
    void aBoundedCacheEvictsAndOneThatMustNotRefuses() {
        CacheId cache = CacheId.made(0, new Version(1, 1, 77));
        settings(cache, new CacheSettings(40, 0, true));
        for (int i = 0; i < 200; i++) {
            bed.apply(bed.next(cache, Kind.PUT, "0k" + i, bytes("v"), Condition.ALWAYS, 0));
        }
        bed.run(3000);
        long left = bed.node.count(cache).entries();
        assertTrue(left > 30 && left <= 40, "entries left: " + left);

        CacheId strict = CacheId.made(0, new Version(1, 1, 78));
        settings(strict, new CacheSettings(5, 0, false));
        int refused = 0;
        for (int i = 0; i < 10; i++) {
            Result result = bed.apply(bed.next(strict, Kind.PUT, "0k" + i, bytes("v"), Condition.ALWAYS, 0))
                    .get(0);
            refused += result.outcome() == Outcome.REJECTED ? 1 : 0;
        }
        assertEquals(5, refused);
        assertEquals(5, bed.node.count(strict).entries());
    }

    private void settings(CacheId cache, CacheSettings settings) {
        assertEquals(
                Outcome.APPLIED,
                bed.apply(bed.next(cache, Kind.SETTINGS, "0", settings.toBytes(), Condition.ALWAYS, 0))
                        .get(0)
                        .outcome());
    }

    /** With another clock at the next start the entry would be back. */
    @Test
    void anAbsenceThatCannotBeWrittenDownIsNotTold() {
        bed.apply(bed.next(Kind.PUT, "0a", bytes("one"), Condition.ALWAYS, 60_000));
        bed.disk.failWrites(true);
        bed.send(bed.next(Kind.PUT, "0b", "two"));
        bed.run(500);
        assertFalse(bed.node.isWritable());
        assertEquals("one", bed.get("0a"));
        bed.run(120_000);
        assertEquals(Answer.Status.UNUSABLE, bed.answer("0a").status());
    }

    @Test
    void whatWasToldToHaveExpiredStaysSoOverAPowerCut() {
        for (long seed = 1; seed <= 20; seed++) {
            StorageBed each = new StorageBed(seed).open();
            each.apply(each.next(Kind.PUT, "0a", bytes("one"), Condition.ALWAYS, 1_000));
            each.run(1_001);
            assertEquals("absent", each.get("0a"));
            each.cutPower(new SplittableRandom(seed));
            each.clock.jump(-100_000);
            each.open();
            assertEquals("absent", each.get("0a"), "seed " + seed);
        }
    }

    @Test
    void aFailedDiskStopsTheRoleAndReadsGoOn() {
        bed.put("0a", "one");
        bed.disk.failWrites(true);
        bed.send(bed.next(Kind.PUT, "0b", "two"));
        bed.run(500);
        assertFalse(bed.node.isWritable());
        bed.disk.failWrites(false);
        bed.send(bed.next(Kind.PUT, "4b", "three"));
        bed.run(500);
        assertEquals(Nack.Reason.UNUSABLE, bed.link.take(Nack.class).get(0).reason());
        assertEquals("one", bed.get("0a"));
    }
}
