package io.kvswarm.sim;

import static io.kvswarm.sim.history.Operation.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.sim.CacheCall.What;
import io.kvswarm.sim.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: what the specification allows is accepted, and each kind of thing that it does not is refused.
 *
 * <p>Method: histories by hand, one after the other unless said otherwise; and random calls of a plain map with times
 * around them, which are right by themselves, and wrong once one answer is changed.
 */
final class CacheHistoryTest {
    private static final String KEY = "k";

    private final CacheHistory history = new CacheHistory(List.of(KEY));
    private long at;

    @Test
    void everyMethodCanAnswerAsTheSpecificationHasIt() {
        tells(What.GET, 0, 0, ABSENT);
        says(What.CONTAINS_KEY, 0, 0, false);
        says(What.REPLACE, 5, 0, false);
        says(What.REPLACE_EQUAL, 5, 4, false);
        tells(What.GET_AND_REPLACE, 5, 0, ABSENT);
        says(What.REMOVE, 0, 0, false);
        says(What.REMOVE_EQUAL, 0, 4, false);
        tells(What.GET_AND_REMOVE, 0, 0, ABSENT);
        tells(What.GET_AND_PUT, 6, 0, ABSENT);
        says(What.PUT_IF_ABSENT, 7, 0, false);
        says(What.CONTAINS_KEY, 0, 0, true);
        tells(What.GET, 0, 0, 6);
        says(What.REPLACE, 8, 0, true);
        says(What.REPLACE_EQUAL, 9, 7, false);
        says(What.REPLACE_EQUAL, 9, 8, true);
        tells(What.GET_AND_REPLACE, 10, 0, 9);
        tells(What.GET_AND_PUT, 11, 0, 10);
        says(What.REMOVE_EQUAL, 0, 10, false);
        says(What.REMOVE_EQUAL, 0, 11, true);
        says(What.PUT_IF_ABSENT, 12, 0, true);
        says(What.REMOVE, 0, 0, true);
        says(What.PUT, 13, 0, true);
        tells(What.GET_AND_REMOVE, 0, 0, 13);
        says(What.PUT, 14, 0, true);
        says(What.REMOVE_ANY, 0, 0, true);
        tells(What.GET, 0, 0, ABSENT);
        invoked(ABSENT, Kind.PUT, 15);
        invoked(15, Kind.GET, ABSENT);
        invoked(15, Kind.REMOVE, ABSENT);
        says(What.CONTAINS_KEY, 0, 0, false);
        accepted();
    }

    @Test
    void aReadOfWhatNobodyPutIsRefused() {
        says(What.PUT, 1, 0, true);
        tells(What.GET, 0, 0, 2);
        refused();
    }

    @Test
    void aReadOfWhatWasReplacedIsRefused() {
        says(What.PUT, 1, 0, true);
        says(What.PUT, 2, 0, true);
        tells(What.GET, 0, 0, 1);
        refused();
    }

    @Test
    void aLostPutIsRefused() {
        says(What.PUT, 1, 0, true);
        tells(What.GET, 0, 0, ABSENT);
        refused();
    }

    @Test
    void anEntryThatIsThereAndNotFoundIsRefused() {
        says(What.PUT, 1, 0, true);
        says(What.CONTAINS_KEY, 0, 0, false);
        refused();
    }

    @Test
    void anEntryThatIsFoundAndNotThereIsRefused() {
        says(What.PUT, 1, 0, true);
        says(What.REMOVE_ANY, 0, 0, true);
        says(What.CONTAINS_KEY, 0, 0, true);
        refused();
    }

    @ParameterizedTest
    @EnumSource(
            value = What.class,
            names = {"PUT_IF_ABSENT", "REMOVE", "REPLACE"})
    void twoThatCannotBothSucceedAreRefused(What what) {
        if (what != What.PUT_IF_ABSENT) {
            says(What.PUT, 1, 0, true);
        }
        CacheCall one = begin(what, 2, 0);
        CacheCall other = begin(what == What.REPLACE ? What.REMOVE : what, 3, 0);
        one.returned(true, ++at);
        other.returned(true, ++at);
        if (what == What.REPLACE) {
            accepted();
            tells(What.GET, 0, 0, 2);
        }
        refused();
    }

    @Test
    void aComparisonThatHoldsTwiceIsRefused() {
        says(What.PUT, 1, 0, true);
        CacheCall one = begin(What.REPLACE_EQUAL, 2, 1);
        CacheCall other = begin(What.REPLACE_EQUAL, 3, 1);
        one.returned(true, ++at);
        other.returned(true, ++at);
        refused();
    }

    @Test
    void aComparisonThatShouldHaveHeldIsRefused() {
        says(What.PUT, 1, 0, true);
        says(What.REMOVE_EQUAL, 0, 1, false);
        refused();
    }

    @Test
    void theValueAfterInsteadOfTheOneBeforeIsRefused() {
        says(What.PUT, 1, 0, true);
        tells(What.GET_AND_PUT, 2, 0, 2);
        refused();
    }

    @Test
    void twoThatReplaceTheSameEntryAreRefused() {
        says(What.PUT, 1, 0, true);
        CacheCall one = begin(What.GET_AND_PUT, 2, 0);
        CacheCall other = begin(What.GET_AND_REPLACE, 3, 0);
        one.returned(1, ++at);
        other.returned(1, ++at);
        refused();
    }

    @Test
    void aProcessorThatWorksOnWhatWasReplacedIsRefused() {
        says(What.PUT, 1, 0, true);
        CacheCall one = begin(What.INVOKE, 0, 0);
        CacheCall other = begin(What.INVOKE, 0, 0);
        one.round(1, Kind.PUT, 2);
        other.round(1, Kind.PUT, 3);
        one.returned(1, ++at);
        other.returned(1, ++at);
        refused();
    }

    @Test
    void aProcessorCountsByItsLastRound() {
        says(What.PUT, 1, 0, true);
        CacheCall one = begin(What.INVOKE, 0, 0);
        CacheCall other = begin(What.INVOKE, 0, 0);
        one.round(1, Kind.PUT, 2);
        other.round(1, Kind.PUT, 3);
        one.returned(1, ++at);
        other.round(2, Kind.PUT, 4);
        other.returned(2, ++at);
        tells(What.GET, 0, 0, 4);
        accepted();
        assertEquals(2, other.rounds());
    }

    @Test
    void whatARoundPutThatWasNotTheLastMayNotBeSeen() {
        CacheCall call = begin(What.INVOKE, 0, 0);
        call.round(ABSENT, Kind.PUT, 1);
        tells(What.GET, 0, 0, 1);
        call.round(ABSENT, Kind.PUT, 2);
        call.returned(ABSENT, ++at);
        refused();
    }

    @Test
    void aResultThatIsNotTheLastRoundsIsRefused() {
        CacheCall call = begin(What.INVOKE, 0, 0);
        call.round(ABSENT, Kind.PUT, 1);
        AssertionError refusal = assertThrows(AssertionError.class, () -> call.returned(7, ++at));
        assertEquals("invoke #1 told 7, its last round was Round[seen=0, kind=PUT, content=1]", refusal.getMessage());
    }

    @Test
    void aProcessorThatThrowsChangesNothing() {
        says(What.PUT, 1, 0, true);
        CacheCall call = begin(What.INVOKE, 0, 0);
        call.round(1, Kind.PUT, 2);
        call.threwOnPurpose(++at);
        accepted();
        tells(What.GET, 0, 0, 2);
        refused();
    }

    @Test
    void whatNobodyKnowsMayHappenLateOrNever() {
        begin(What.PUT, 1, 0).isUnknown();
        begin(What.PUT, 2, 0).isUnknown();
        tells(What.GET, 0, 0, ABSENT);
        says(What.PUT, 3, 0, true);
        tells(What.GET, 0, 0, 1);
        accepted();
        tells(What.GET, 0, 0, 3);
        refused();
    }

    @Test
    void whatNobodyKnowsHappensOnce() {
        begin(What.PUT, 1, 0).isUnknown();
        tells(What.GET, 0, 0, 1);
        says(What.REMOVE, 0, 0, true);
        accepted();
        tells(What.GET, 0, 0, 1);
        refused();
    }

    @Test
    void anUnknownRoundHappensOnlyToWhatItSaw() {
        CacheCall call = begin(What.INVOKE, 0, 0);
        call.round(ABSENT, Kind.PUT, 1);
        call.isUnknown();
        says(What.PUT, 2, 0, true);
        tells(What.GET, 0, 0, 1);
        refused();
    }

    @Test
    void whatWasRefusedNeverHappens() {
        CacheException failure =
                new CacheException("no", new SwarmException(ErrorCode.UNREACHABLE, "not within 3000 ms"));
        assertEquals("UNREACHABLE", begin(What.PUT, 1, 0).failed(failure, false, ++at));
        accepted();
        tells(What.GET, 0, 0, 1);
        refused();
    }

    @Test
    void oneOfManyThatFailedMayHaveHappened() {
        CacheException failure =
                new CacheException("no", new SwarmException(ErrorCode.UNREACHABLE, "not within 3000 ms"));
        assertEquals("UNREACHABLE", begin(What.PUT, 1, 0).failed(failure, true, ++at));
        tells(What.GET, 0, 0, 1);
        accepted();
    }

    @Test
    void callsThatMeetCountInAnyOrder() {
        CacheCall put = begin(What.PUT, 1, 0);
        CacheCall other = begin(What.PUT, 2, 0);
        CacheCall get = begin(What.GET, 0, 0);
        put.returned(true, ++at);
        other.returned(true, ++at);
        get.returned(1, ++at);
        tells(What.GET, 0, 0, 1);
        accepted();
        tells(What.GET, 0, 0, 2);
        refused();
    }

    @Test
    void randomCallsOfAMapAreAcceptedAndOneWrongAnswerIsNot() {
        int found = 0;
        for (long seed = 0; seed < 300; seed++) {
            assertEquals(List.of(), new PlainCalls(seed, -1).problems(), "seed " + seed);
            found += new PlainCalls(seed, 20).problems().isEmpty() ? 0 : 1;
        }
        assertTrue(found > 280, found + " wrong answers of 300 were found");
    }

    /** Calls of a plain register, several under way at a time. */
    private static final class PlainCalls {
        private final SplittableRandom random;
        private final CacheHistory history = new CacheHistory(List.of(KEY));
        private final List<Runnable> due = new ArrayList<>();
        private long at;
        private long there = ABSENT;

        /** {@code wrong} is the number of the answer to change, or -1. */
        PlainCalls(long seed, int wrong) {
            random = new SplittableRandom(seed);
            for (int i = 0; i < 40; i++) {
                call(i == wrong);
                while (due.size() > random.nextInt(4)) {
                    due.remove(random.nextInt(due.size())).run();
                }
            }
            due.forEach(Runnable::run);
        }

        private void call(boolean isWrong) {
            long content = history.nextContent();
            long before = there;
            CacheCall.Caller caller = new CacheCall.Caller(1, at++);
            if (isWrong) {
                // Nobody has ever put that.
                CacheCall call = history.begin(caller, What.GET_AND_PUT, KEY, content, ABSENT);
                there = content;
                due.add(() -> call.returned(1_000_000, at++));
                return;
            }
            switch (random.nextInt(5)) {
                case 0 -> old(history.begin(caller, What.GET, KEY, ABSENT, ABSENT), before, before);
                case 1 -> old(history.begin(caller, What.GET_AND_PUT, KEY, content, ABSENT), before, content);
                case 2 -> old(history.begin(caller, What.GET_AND_REMOVE, KEY, ABSENT, ABSENT), before, ABSENT);
                case 3 -> {
                    CacheCall call = history.begin(caller, What.PUT_IF_ABSENT, KEY, content, ABSENT);
                    there = before == ABSENT ? content : before;
                    due.add(() -> call.returned(before == ABSENT, at++));
                }
                default -> {
                    long expected = random.nextBoolean() ? before : content;
                    CacheCall call = history.begin(caller, What.REPLACE_EQUAL, KEY, content, expected);
                    boolean holds = before != ABSENT && expected == before;
                    there = holds ? content : before;
                    due.add(() -> call.returned(holds, at++));
                }
            }
        }

        private void old(CacheCall call, long before, long after) {
            there = after;
            due.add(() -> call.returned(before, at++));
        }

        List<String> problems() {
            List<String> problems = new ArrayList<>();
            history.check(problems::add);
            return problems;
        }
    }

    private CacheCall begin(What what, long content, long expected) {
        return history.begin(new CacheCall.Caller(1, ++at), what, KEY, content, expected);
    }

    private void tells(What what, long content, long expected, long old) {
        begin(what, content, expected).returned(old, ++at);
    }

    private void says(What what, long content, long expected, boolean whether) {
        begin(what, content, expected).returned(whether, ++at);
    }

    private void invoked(long seen, Kind does, long content) {
        CacheCall call = begin(What.INVOKE, 0, 0);
        call.round(seen, does, content);
        call.returned(seen, ++at);
    }

    private void accepted() {
        List<String> problems = new ArrayList<>();
        history.check(problems::add);
        assertEquals(List.of(), problems);
    }

    private void refused() {
        List<String> problems = new ArrayList<>();
        history.check(problems::add);
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("P8: no order explains this"), problems.get(0));
    }
}
