package io.kvswarm.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.sim.Mutant.Edit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: the simulator finds the bugs it is there to find: each of these, put in on purpose, within a few seeds, and
 * names the promise it breaks. The same seeds without it are clean.
 */
@Tag("sim")
final class MutantsTest {
    private static final long FIRST_SEED = 1;
    private static final int SEEDS_MAX = 40;

    static Stream<Mutant> mutants() {
        return Stream.of(
                new Mutant(
                        "an owner does not know a mutation that it has applied",
                        List.of(
                                edit(
                                        "storage/BlockTask",
                                        "if (mutation.number() <= mark.last()) {",
                                        "if (mark.last() < 0) {"),
                                edit("storage/BlockTask", "mutation.prev() != mark", "mutation.prev() > mark"),
                                edit("storage/SessionMark", "if (number <= last) {", "if (number < 0) {")),
                        "DUPLICATION,LOSS",
                        "java.lang.AssertionError: I3"),
                new Mutant(
                        "an owner forgets after a crash what it has applied",
                        List.of(edit("storage/Replayer", "if (mark != null && effect", "if (mark == null && effect")),
                        "CRASH,LOST_INDEX",
                        "java.lang.AssertionError: I3"),
                new Mutant(
                        "a result is told before what it tells is synced",
                        List.of(edit(
                                "storage/Releases",
                                "advance(untilSynced, log.syncedSequence());",
                                "advance(untilSynced, log.writtenSequence());")),
                        "FAILING_SYNC",
                        "P5"),
                new Mutant(
                        "a result is told before what it tells is written",
                        List.of(edit(
                                "storage/Releases",
                                "case OS -> untilWritten.addLast(release);",
                                "case OS -> release.onMark();")),
                        "CRASH_AT_DISK",
                        "P5"),
                new Mutant(
                        "a read shows what is not as durable as it is to be",
                        List.of(edit(
                                "storage/ReadTask",
                                "shown.after(owner.releases().changing",
                                "new Release(0).after(owner.releases().changing")),
                        "FAILING_SYNC,CRASH_AT_DISK",
                        "P8"),
                new Mutant(
                        "a condition is not looked at",
                        List.of(edit(
                                "storage/Evaluator",
                                "case ABSENT -> current == null;",
                                "case ABSENT -> current == null || current.expiryMillis() == 0;")),
                        "DELAY",
                        "P8"),
                new Mutant(
                        "an owner applies what comes behind a gap",
                        List.of(edit("storage/BlockTask", "mutation.prev() != mark.last()", "mark.last() < 0")),
                        "LOSS,CUT",
                        "P6"),
                new Mutant(
                        "a writer forgets what its owner has not synced",
                        List.of(edit(
                                "write/Delivery",
                                "result.sequence() > destination.synced()",
                                "result.sequence() > Long.MAX_VALUE - 1")),
                        "POWER_CUT",
                        "P6"),
                new Mutant(
                        "an owner does not say that it may have lost something",
                        List.of(edit("storage/TermFile", "? last : last + 1", "? last : last")),
                        "POWER_CUT",
                        "P6"),
                new Mutant(
                        "what was given up is sent all the same",
                        List.of(edit("write/GivingUp", "        mutation.withdraw();\n", "")),
                        "CRASH,RESTART",
                        "RULES 4"),
                new Mutant(
                        "a read does not wait for what its node has written",
                        List.of(edit(
                                "read/Questions",
                                "if (!request.isBehind(own, () -> admit(request))) {",
                                "if (!request.hasEnded) {")),
                        "CRASH,RESTART,ONE_WAY,DELAY",
                        "P8"),
                new Mutant(
                        "a node reads the older of two changes of its own",
                        List.of(edit(
                                "write/PendingView",
                                "while (older != null && isNewer(older, added)) {",
                                "while (older != null) {")),
                        "PARTITION,ONE_WAY,CRASH",
                        "java.lang.AssertionError: P7"),
                new Mutant(
                        "an entry is shown beyond its end",
                        List.of(
                                edit(
                                        "storage/ReadTask",
                                        "current.expiryMillis() <= now) {",
                                        "current.expiryMillis() + 5_000 <= now) {"),
                                edit("storage/Housekeeper", ".due(now, REMOVED", ".due(now - 5_000, REMOVED")),
                        "DELAY",
                        "P8"),
                new Mutant(
                        "a node runs a config that moves cells",
                        List.of(edit("config/ConfigHistory", "return moved.length == 0", "return moved.length >= 0")),
                        "MOVING_CONFIG",
                        "P3"),
                new Mutant(
                        "a change does not wait for those who keep its key near",
                        List.of(edit(
                                "storage/Holders",
                                "if (isAwaited && holder.isLeased(loop.clock().nanos())) {",
                                "if (isAwaited && holder.told() < 0) {")),
                        "DELAY,ONE_WAY",
                        "P8"),
                new Mutant(
                        "a client does not look at its lease",
                        List.of(edit(
                                "near/Source",
                                "return isFresh(LEASE_NANOS, nowNanos, nowWallMillis);",
                                "return isAlive && lease != null;")),
                        "PAUSE,ONE_WAY,PARTITION",
                        "P8"),
                new Mutant(
                        "a node keeps near what it is changing itself",
                        List.of(edit("near/Changing", "                drop.accept(key);\n", "")),
                        "DELAY",
                        "P8"),
                new Mutant(
                        "a node does not notice that an invalidation was lost",
                        List.of(
                                edit("near/Near", "news.number() > source.seen() + 1", "news.number() < 0"),
                                edit("near/Near", "lease.told() > source.seen() ||", "lease.told() < 0 ||")),
                        "LOSS",
                        "P8"));
    }

    private static Edit edit(String source, String text, String instead) {
        return new Edit(source + ".java", text, instead);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isFoundAndOnlyThen(Mutant mutant, @TempDir Path directory) throws IOException {
        int seeds = mutant.seedsUntilFound(directory, FIRST_SEED, SEEDS_MAX);
        assertTrue(seeds > 0, () -> mutant + " was not found in " + SEEDS_MAX + " seeds");
        for (int i = 0; i < seeds; i++) {
            assertEquals(List.of(), SimRun.problems(FIRST_SEED + i, mutant.faults()), "unchanged, seed " + i);
        }
    }
}
