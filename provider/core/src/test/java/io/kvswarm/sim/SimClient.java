package io.kvswarm.sim;

import io.kvswarm.api.Durability;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.Level;
import io.kvswarm.api.OutcomeUnknownException;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.lease.Leased;
import io.kvswarm.internal.near.NearCache;
import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.internal.read.CursorPage;
import io.kvswarm.internal.read.ReadAnswer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.internal.write.Submission;
import io.kvswarm.internal.write.Writer;
import io.kvswarm.sim.history.Operation;
import io.kvswarm.sim.history.Operation.Kind;
import io.kvswarm.sim.history.Operation.When;
import io.kvswarm.spi.VersionedValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** An application on one node: does one thing after the other, some of them without waiting for the one before. */
final class SimClient {
    private static final int[] DEADLINE_MILLIS = {200, 1_000, 3_000, 10_000};
    private static final int LOST_NANOS = 200_000_000;

    private final SimSwarm swarm;
    private final SimNode node;
    private final boolean writes;
    private final SplittableRandom random;
    private final SimHistory history;
    private final SimValues values;
    private final BooleanSupplier mayBegin;
    private final Map<SimKey, Shown> shown = new HashMap<>();
    /** Null for a client that keeps nothing near. */
    private final SimNear near;

    /** What the client was last shown of a key. */
    private record Shown(long content, Version version) {}

    /** A change that was submitted. */
    private record Change(SimKey key, Operation operation) {}

    /** {@code mayBegin} says, each time it is asked, whether there is one more operation to begin. */
    SimClient(SimSwarm swarm, SimNode node, boolean writes, BooleanSupplier mayBegin) {
        this.swarm = swarm;
        this.node = node;
        this.writes = writes;
        this.mayBegin = mayBegin;
        this.random = swarm.time().random().split();
        this.history = swarm.history();
        this.values = swarm.values();
        this.near = random.nextBoolean() ? new SimNear(swarm.time(), node, random.nextInt(3) * 4) : null;
    }

    /** Begins after a while, and goes on. */
    void start() {
        later(random.nextLong(swarm.plan().thinkMillis() * SimTime.MILLI));
    }

    private void later(long nanos) {
        swarm.time().after(nanos, () -> {
            if (!node.isUp()) {
                later(LOST_NANOS);
            } else if (mayBegin.getAsBoolean()) {
                node.execute(() -> swarm.guard(this::act));
                later(1 + random.nextLong(swarm.plan().thinkMillis() * SimTime.MILLI));
            }
        });
    }

    private void act() {
        if (writes && node.node().writer().pendingCount() == 0) {
            history.delivered(node);
        }
        int what = random.nextInt(100);
        if (!writes || what < 30) {
            if (what < 26 || !writes && what < 80) {
                get(key());
            } else if (what < 28 || !writes && what < 90) {
                scan();
            } else {
                getMany();
            }
        } else if (what < 45) {
            log();
        } else if (what < 48) {
            clear();
        } else if (what < 52) {
            lease();
        } else {
            change();
        }
    }

    private SimKey key() {
        List<SimKey> keys = history.keys();
        // Half of all operations meet on the first few keys.
        return keys.get(random.nextInt(random.nextBoolean() ? Math.min(3, keys.size()) : keys.size()));
    }

    private GetOptions readOptions() {
        return new GetOptions(random.nextInt(8) > 0, Duration.ofMillis(deadlineMillis()), true);
    }

    private int deadlineMillis() {
        return DEADLINE_MILLIS[random.nextInt(DEADLINE_MILLIS.length)];
    }

    private void get(SimKey key) {
        Operation read = history.begin(node, key, Kind.GET, 0);
        swarm.trace().event("%s #%d get %s", node, read.number, key);
        NearCache cache = near == null ? null : near.of(key.key().cache());
        VersionedValue hit = cache == null ? null : cache.find(key.key());
        if (hit != null) {
            onNear(key, read, hit);
            return;
        }
        CompletableFuture<ReadAnswer> answer = cache == null
                ? node.node().reader().get(key.key(), readOptions())
                : node.node().near().get(cache, key.key(), readOptions());
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            history.readOwn(node, key, read, answer.join());
        } else {
            answer.whenComplete((found, failure) ->
                    swarm.guard(() -> onRead(key, read, found == null ? null : found.entry(), failure)));
        }
    }

    private void onNear(SimKey key, Operation read, VersionedValue found) {
        if (near.mayBeLost(key, swarm.plan().durabilities())) {
            history.never(node, read, "near, of an owner that may have lost it");
            return;
        }
        history.readNear(node, read, found);
        shown.put(key, new Shown(read.seenContent, read.seenVersion));
    }

    private void getMany() {
        for (int left = 2 + random.nextInt(6); left > 0; left--) {
            get(key());
        }
    }

    private void onRead(SimKey key, Operation read, EntryImage image, Throwable failure) {
        if (failure != null) {
            requireKnown(failure);
            history.never(node, read, codeOf(failure));
            return;
        }
        history.read(node, read, image);
        shown.put(key, new Shown(read.seenContent, read.seenVersion));
    }

    private void scan() {
        SimKey any = key();
        List<SimKey> inCell = sameCell(any);
        List<Operation> reads = new ArrayList<>();
        inCell.forEach(key -> reads.add(history.begin(node, key, Kind.GET, 0)));
        swarm.trace().event("%s scan of %s, #%d ff", node, any, reads.get(0).number);
        node.node()
                .reader()
                .scan(any.key().cache(), any.cell(), null, 4_096, true, readOptions())
                .whenComplete((page, failure) -> swarm.guard(() -> onPage(inCell, reads, page, failure)));
    }

    private List<SimKey> sameCell(SimKey any) {
        return history.keys().stream()
                .filter(key -> key.cell() == any.cell()
                        && key.key().cache().equals(any.key().cache()))
                .toList();
    }

    private void onPage(List<SimKey> keys, List<Operation> reads, CursorPage page, Throwable failure) {
        boolean isCut = failure == null && !page.isLast();
        int known = 0;
        for (int i = 0; i < keys.size(); i++) {
            EntryImage image = failure == null ? imageOf(page, keys.get(i)) : null;
            known += image == null ? 0 : 1;
            if (isCut && image == null) {
                history.never(node, reads.get(i), "behind the page");
            } else {
                onRead(keys.get(i), reads.get(i), image, failure);
            }
        }
        if (failure == null && known != page.entries().size()) {
            throw new AssertionError("a scan shows " + page.entries().size() + " entries, of these " + known
                    + " under keys that were put in it");
        }
    }

    private static EntryImage imageOf(CursorPage page, SimKey key) {
        for (PageEntry entry : page.entries()) {
            if (Arrays.equals(entry.key(), key.key().key())) {
                return entry.image();
            }
        }
        return null;
    }

    private Durability durability() {
        List<Durability> all = swarm.plan().durabilities();
        return all.get(random.nextInt(all.size()));
    }

    private Draft draft(SimKey key, List<Change> changes, boolean isConditional) {
        Durability durability = durability();
        boolean removes = random.nextInt(5) == 0;
        long content = removes ? Operation.ABSENT : values.next();
        Operation operation = history.begin(node, key, removes ? Kind.REMOVE : Kind.PUT, content);
        operation.durability = durability;
        changes.add(new Change(key, operation));
        Draft draft = removes
                ? Draft.remove(key.key().cache(), key.key().key(), durability)
                : Draft.put(key.key().cache(), key.key().key(), SimValues.encode(content), durability);
        if (!removes && key.hasLife() && random.nextInt(3) > 0) {
            long millis = 100 + random.nextInt(4_000);
            history.lives(operation, millis);
            draft = draft.living(millis);
        }
        return isConditional ? draft.when(condition(key, operation)) : draft;
    }

    private Condition condition(SimKey key, Operation operation) {
        Shown last = shown.get(key);
        boolean isVersioned =
                last != null && last.version() != null && !last.version().equals(Version.NONE);
        switch (random.nextInt(isVersioned ? 8 : 4)) {
            case 0 -> operation.when(When.ABSENT, 0, null);
            case 1 -> operation.when(When.PRESENT, 0, null);
            case 2, 3 -> {
                return Condition.ALWAYS;
            }
            case 4 -> {
                operation.when(When.CONTENT, last.content(), null);
                return Condition.value(SimValues.encode(last.content()));
            }
            default -> {
                operation.when(When.VERSION, last.content(), last.version());
                return Condition.version(last.version());
            }
        }
        return operation.when == When.ABSENT ? Condition.ABSENT : Condition.PRESENT;
    }

    private void change() {
        List<Change> changes = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        for (int left = random.nextInt(10) == 0 ? 1 + random.nextInt(6) : 1; left > 0; left--) {
            Draft draft = draft(key(), changes, true);
            drafts.add(random.nextInt(4) == 0 ? draft.wantingOld() : draft);
        }
        submit(drafts, changes, random.nextInt(6) == 0 ? Level.ACK : Level.RECEIPT, deadlineMillis());
    }

    /** Asks for the lease of a key, and changes that key while it has it. */
    private void lease() {
        SimKey key = key();
        swarm.trace().event("%s lease of %s", node, key);
        node.node()
                .leasing()
                .lease(key.key(), deadlineMillis() * SimTime.MILLI)
                .whenComplete((leased, failure) -> swarm.guard(() -> onLease(key, leased, failure)));
    }

    private void onLease(SimKey key, Leased leased, Throwable failure) {
        if (failure != null) {
            requireKnown(failure);
            return;
        }
        if (leased == null) {
            swarm.trace().count("lease.late");
            return;
        }
        swarm.trace().count("lease.granted");
        if (random.nextBoolean()) {
            leased.keep();
        }
        SwarmNode leasing = node.node();
        swarm.time().after(random.nextLong(4 * SimTime.SECOND), () -> {
            if (node.isUp() && node.node() == leasing) {
                node.execute(() -> swarm.guard(() -> changeUnder(key, leased)));
            }
        });
    }

    private void changeUnder(SimKey key, Leased leased) {
        swarm.trace().count(leased.isHeld() ? "lease.held" : "lease.lost");
        if (mayBegin.getAsBoolean()) {
            List<Change> changes = new ArrayList<>();
            submit(List.of(draft(key, changes, true)), changes, Level.RECEIPT, deadlineMillis());
        }
        leased.giveBack();
    }

    private void log() {
        List<Change> changes = new ArrayList<>();
        List<Draft> drafts = new ArrayList<>();
        for (int left = 1 + random.nextInt(random.nextInt(4) == 0 ? 10 : 2); left > 0; left--) {
            drafts.add(draft(key(), changes, false));
        }
        submit(drafts, changes, Level.LOGGED, random.nextInt(3) == 0 ? deadlineMillis() : 0);
    }

    private void clear() {
        SimKey any = key();
        List<Change> changes = new ArrayList<>();
        Durability durability = durability();
        for (SimKey key : sameCell(any)) {
            Operation operation = history.begin(node, key, Kind.REMOVE, Operation.ABSENT);
            operation.durability = durability;
            changes.add(new Change(key, operation));
        }
        CacheId cache = any.key().cache();
        submit(
                List.of(Draft.clear(cache, any.cell(), durability)),
                changes,
                random.nextBoolean() ? Level.LOGGED : Level.RECEIPT,
                deadlineMillis());
    }

    private void submit(List<Draft> drafts, List<Change> changes, Level level, long deadlineMillis) {
        swarm.trace().event("%s %s %s within %d ms", node, level, changes, deadlineMillis);
        long deadline = deadlineMillis == 0 ? Writer.NO_DEADLINE : node.clock.nanos() + deadlineMillis * SimTime.MILLI;
        try {
            Submission submission = node.node().writer().submit(drafts, level, deadline);
            for (int i = 0; i < changes.size(); i++) {
                history.submitted(changes.get(i).operation(), submission, Math.min(i, drafts.size() - 1));
            }
            submission.done().thenAccept(done -> swarm.guard(() -> onEnd(drafts, changes, done)));
        } catch (SwarmException refused) {
            changes.forEach(change ->
                    history.never(node, change.operation(), refused.code().name()));
        }
    }

    /** One draft stands for one change, or for all of them if it clears. */
    private void onEnd(List<Draft> drafts, List<Change> changes, Submission done) {
        for (int i = 0; i < changes.size(); i++) {
            int index = Math.min(i, drafts.size() - 1);
            Change change = changes.get(i);
            SwarmException failure = done.failure(index);
            if (failure != null) {
                onFailure(change, failure);
            } else if (done.level() == Level.LOGGED) {
                history.logged(node, change.key(), change.operation());
            } else {
                onResult(drafts.get(index), change, done.result(index));
            }
        }
    }

    private void onResult(Draft draft, Change change, Result result) {
        Operation operation = change.operation();
        history.ended(node, change.key(), operation, result);
        boolean comparesVersion = operation.when == When.VERSION && operation.ending == Operation.Ending.NOT_MET;
        if (draft.wantsOld() || comparesVersion) {
            history.saw(operation, result.entry());
        }
        if (operation.ending == Operation.Ending.APPLIED && operation.kind == Kind.PUT) {
            shown.put(change.key(), new Shown(operation.content, operation.made));
        }
    }

    private void onFailure(Change change, SwarmException failure) {
        if (!(failure instanceof OutcomeUnknownException unknown)) {
            history.never(node, change.operation(), failure.code() + " " + failure.getMessage());
            return;
        }
        history.unknown(node, change.operation());
        if (!node.isUp()) {
            return;
        }
        node.node()
                .writer()
                .outcome(unknown.id())
                .whenComplete((result, late) -> swarm.guard(() -> {
                    if (late == null && change.operation().ending == Operation.Ending.OPEN) {
                        history.ended(node, change.key(), change.operation(), result);
                        swarm.trace().count("op.told");
                    }
                }));
    }

    private void requireKnown(Throwable failure) {
        if (!(rootOf(failure) instanceof SwarmException)) {
            throw new AssertionError(node + " failed a read with a mistake", failure);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        return failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private static String codeOf(Throwable failure) {
        return ((SwarmException) rootOf(failure)).code().name();
    }
}
