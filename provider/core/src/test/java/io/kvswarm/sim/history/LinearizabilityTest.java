package io.kvswarm.sim.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.history.Linearizability.Finding;
import io.kvswarm.sim.history.Linearizability.Verdict;
import io.kvswarm.sim.history.Operation.Ending;
import io.kvswarm.sim.history.Operation.Kind;
import io.kvswarm.sim.history.Operation.When;
import org.junit.jupiter.api.Test;

/**
 * Goal: the judge of all simulations neither cries wolf nor sleeps. Method: histories that are valid by the way they
 * are made, and small ones that break one promise each.
 */
final class LinearizabilityTest {
    private static final int STATES_MAX = 200_000;

    private final KeyHistory history = new KeyHistory("k");
    private int numbers;

    @Test
    void validHistoriesAreFoundValid() {
        for (long seed = 0; seed < 2_000; seed++) {
            assertValid(seed, new GeneratedHistory(seed, 10 + (int) (seed % 60), false).history);
        }
    }

    @Test
    void validHistoriesWithLossesAreFoundValid() {
        for (long seed = 0; seed < 2_000; seed++) {
            assertValid(seed, new GeneratedHistory(seed, 10 + (int) (seed % 30), true).history);
        }
    }

    @Test
    void aStaleReadAtTheEndOfAnyHistoryIsFound() {
        int planted = 0;
        for (long seed = 0; seed < 1_000; seed++) {
            KeyHistory valid = new GeneratedHistory(seed, 30, false).history;
            Operation stale = overwritten(valid);
            if (stale != null) {
                planted++;
                valid.add(new Operation(1_000, 9, 1, Kind.GET, 0, 1L << 40)
                        .saw(stale.content, null)
                        .ended(Ending.APPLIED, (1L << 40) + 1));
                Verdict verdict = Linearizability.check(valid, STATES_MAX);
                assertEquals(Finding.VIOLATED, verdict.finding(), "seed " + seed + "\n" + valid.describe());
            }
        }
        assertTrue(planted > 800, "planted only " + planted);
    }

    /** A put that ended before another one, known to be applied, began. */
    private static Operation overwritten(KeyHistory valid) {
        for (Operation old : valid.operations()) {
            for (Operation young : valid.operations()) {
                boolean isSure = old.kind == Kind.PUT && old.ending == Ending.APPLIED && young.kind == Kind.PUT;
                if (isSure && young.ending == Ending.APPLIED && old.returned < young.invoked) {
                    return old;
                }
            }
        }
        return null;
    }

    @Test
    void aContentFromNowhereIsFound() {
        put(1, 0, 1);
        get(2, 2, 3, 7);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aLostPutIsFound() {
        put(1, 0, 1);
        get(2, 2, 3, Operation.ABSENT);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aPutAppliedTwiceIsFound() {
        put(1, 0, 1, 5);
        put(2, 2, 3, 6);
        get(3, 4, 5, 6);
        get(3, 6, 7, 5);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aFailedPutThatAppearsIsFound() {
        add(1, Kind.PUT, 5, 0).ended(Ending.NEVER, 1);
        get(2, 2, 3, 5);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void anUnknownPutMayAppearLate() {
        add(1, Kind.PUT, 5, 0);
        put(2, 1, 2, 6);
        get(3, 3, 4, 6);
        get(3, 5, 6, 5);
        assertFinding(Finding.LINEARIZABLE);
    }

    @Test
    void anUnknownPutAppearsOnce() {
        add(1, Kind.PUT, 5, 0);
        get(3, 3, 4, 5);
        put(2, 5, 6, 6);
        get(3, 7, 8, 6);
        get(3, 9, 10, 5);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void twoWinnersAreFound() {
        add(1, Kind.PUT, 5, 0).when(When.ABSENT, 0, null).ended(Ending.APPLIED, 4);
        add(2, Kind.PUT, 6, 1).when(When.ABSENT, 0, null).ended(Ending.APPLIED, 3);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aLoserWithoutWinnerIsFound() {
        add(1, Kind.PUT, 5, 0).when(When.ABSENT, 0, null).ended(Ending.NOT_MET, 4);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aWrongOldValueIsFound() {
        put(1, 0, 1, 5);
        add(2, Kind.PUT, 6, 2).saw(Operation.ABSENT, null).ended(Ending.APPLIED, 3);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void versionsThatFallAreFound() {
        put(1, 0, 1, 5).made = new Version(1, 1, 8);
        put(1, 2, 3, 6).made = new Version(1, 1, 7);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aReadWithAnotherVersionThanItsPutIsFound() {
        put(1, 0, 1, 5).made = new Version(1, 1, 8);
        get(1, 2, 3, 5).seenVersion = new Version(1, 1, 9);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aNodeThatDoesNotSeeItsOwnLoggedPutIsFound() {
        logged(1, 0, 1, 5);
        get(1, 2, 3, Operation.ABSENT);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void anotherNodeNeedNotSeeALoggedPutAtOnce() {
        logged(1, 0, 1, 5);
        get(2, 2, 3, Operation.ABSENT);
        get(2, 4, 5, 5);
        assertFinding(Finding.LINEARIZABLE);
    }

    @Test
    void loggedPutsOutOfOrderAreFound() {
        logged(1, 0, 1, 5);
        logged(1, 2, 3, 6);
        get(2, 4, 5, 6);
        get(2, 6, 7, 5);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void anEntryMayBeGoneBetweenItsTimes() {
        Operation put = put(1, 0, 1, 5);
        put.mayEnd = 4;
        put.mustEnd = 8;
        get(2, 2, 3, 5);
        get(2, 4, 5, Operation.ABSENT);
        assertFinding(Finding.LINEARIZABLE);
        get(2, 6, 7, 5);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void anEntryGoneTooSoonIsFound() {
        put(1, 0, 1, 5).mayEnd = 40;
        get(2, 4, 5, Operation.ABSENT);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void anEntryThatStaysTooLongIsFound() {
        put(1, 0, 1, 5).mustEnd = 8;
        get(2, 8, 9, 5);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aLossMayTakeBackTheNewestChangesOnly() {
        put(1, 0, 1, 5).durability = Durability.OS;
        put(1, 2, 3, 6).durability = Durability.OS;
        history.add(new Loss(4, 1, Durability.FSYNC, 0));
        Operation read = get(2, 5, 6, 5);
        assertFinding(Finding.LINEARIZABLE);
        read.saw(Operation.ABSENT, null);
        assertFinding(Finding.LINEARIZABLE);
        history.operations().get(0).durability = Durability.FSYNC;
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void whatALossTookBackMayComeAgainOnce() {
        put(1, 0, 1, 5).durability = Durability.OS;
        history.add(new Loss(4, 1, Durability.FSYNC, 0));
        get(2, 5, 6, Operation.ABSENT);
        get(2, 7, 8, 5);
        assertFinding(Finding.LINEARIZABLE);
        get(2, 9, 10, Operation.ABSENT);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void whatWasOnItsWayWhenItWasLostMayComeAgainOnce() {
        Operation put = put(1, 0, 5, 5);
        put.durability = Durability.OS;
        put.made = new Version(1, 1, 8);
        put.madeAgain = new Version(1, 2, 3);
        history.add(new Loss(4, 1, Durability.FSYNC, 0));
        get(2, 6, 7, Operation.ABSENT);
        get(2, 8, 9, 5).seenVersion = put.madeAgain;
        assertFinding(Finding.LINEARIZABLE);
        get(2, 10, 11, Operation.ABSENT);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void whatWasSeenAndLostMayBeRefusedWhenItIsSentAgain() {
        put(1, 1, 2, 5).durability = Durability.OS;
        add(2, Kind.PUT, 6, 0).when(When.PRESENT, 0, null).ended(Ending.NOT_MET, 9).durability = Durability.OS;
        get(3, 3, 4, 6);
        history.add(new Loss(5, 1, Durability.FSYNC, 0));
        get(3, 6, 7, Operation.ABSENT);
        assertFinding(Finding.LINEARIZABLE);
        get(3, 10, 11, 7);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aLossOfWhatWasSyncedIsFound() {
        put(1, 0, 1, 5).durability = Durability.OS;
        put(1, 2, 3, 6);
        put(1, 4, 5, 7).durability = Durability.OS;
        history.add(new Loss(6, 1, Durability.FSYNC, 0));
        Operation read = get(2, 7, 8, 6);
        assertFinding(Finding.LINEARIZABLE);
        read.saw(5, null);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aLossOfWhatIsOldIsFound() {
        put(1, 0, 1, 5).durability = Durability.OS;
        history.add(new Loss(60, 1, Durability.FSYNC, 40));
        get(2, 70, 80, Operation.ABSENT);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void aLossOfWhatWasShownIsFound() {
        add(1, Kind.PUT, 5, 0);
        get(2, 2, 3, 5);
        history.add(new Loss(4, 1, Durability.FSYNC, 0));
        get(2, 5, 6, Operation.ABSENT);
        assertFinding(Finding.VIOLATED);
    }

    @Test
    void whatWasLoggedComesAgainAfterALoss() {
        Operation logged = logged(1, 0, 1, 5);
        logged.durability = Durability.OS;
        get(2, 2, 3, 5);
        history.add(new Loss(4, 1, Durability.FSYNC, 0));
        get(2, 5, 6, Operation.ABSENT);
        get(2, 7, 8, 5);
        assertFinding(Finding.LINEARIZABLE);
    }

    @Test
    void aSearchThatTakesTooLongIsNoVerdict() {
        put(1, 0, 1, 5);
        assertEquals(new Verdict(Finding.UNDECIDED, 1, "gave up after 1 states: k"), Linearizability.check(history, 1));
    }

    private Operation put(int client, long from, long to) {
        return put(client, from, to, 5);
    }

    private Operation put(int client, long from, long to, long content) {
        return add(client, Kind.PUT, content, from).ended(Ending.APPLIED, to);
    }

    private Operation logged(int client, long from, long to, long content) {
        Operation operation = add(client, Kind.PUT, content, from);
        operation.logged = to;
        operation.isDue = true;
        return operation;
    }

    private Operation get(int client, long from, long to, long seen) {
        return add(client, Kind.GET, 0, from).saw(seen, null).ended(Ending.APPLIED, to);
    }

    private Operation add(int client, Kind kind, long content, long from) {
        return history.add(new Operation(numbers++, client, 1, kind, content, from));
    }

    private void assertFinding(Finding expected) {
        Verdict verdict = Linearizability.check(history, STATES_MAX);
        assertEquals(expected, verdict.finding(), () -> verdict.explanation() + history.describe());
    }

    private static void assertValid(long seed, KeyHistory valid) {
        Verdict verdict = Linearizability.check(valid, STATES_MAX);
        assertEquals(Finding.LINEARIZABLE, verdict.finding(), () -> "seed " + seed + ": " + verdict.explanation());
    }
}
