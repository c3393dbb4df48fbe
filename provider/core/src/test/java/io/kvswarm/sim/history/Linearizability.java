package io.kvswarm.sim.history;

import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Looks for an order of one key's operations that a single register could have gone through (Wing and Gong's search
 * with Lowe's memory of configurations).
 *
 * <p>An operation takes effect between its beginning and its end; an open one at any time later or never; one that was
 * logged in the order its client gave, and at last. Versions of what is written rise. An entry may be gone, and has to
 * be, at the times its life says. A loss takes the register back to an earlier content, but not behind a change it
 * spares; changes it took back that were under way may take effect again.
 */
public final class Linearizability {
    private final KeyHistory history;
    private final Operation[] operations;
    private final Loss[] losses;
    private final int[][] mustPrecede;
    private final int[][] mustFollow;
    private final long statesMax;
    private final Set<Configuration> seen = new HashSet<>();
    private int deepest = -1;
    private String deepestState = "";
    private long states;

    /** What was found out. */
    public enum Finding {
        /** There is such an order. */
        LINEARIZABLE,
        /** There is none. */
        VIOLATED,
        /** The search was given up. */
        UNDECIDED
    }

    /**
     * A verdict.
     *
     * @param states      configurations looked at
     * @param explanation for people; empty if all is well
     */
    public record Verdict(Finding finding, long states, String explanation) {}

    /** What has been gone through already: from here nothing was found. */
    private record Configuration(BitSet done, BitSet undone, Register register, int lossesPast) {}

    private Linearizability(KeyHistory history, long statesMax) {
        this.history = history;
        this.statesMax = statesMax;
        operations = history.operations().stream()
                .filter(operation -> operation.ending != Operation.Ending.NEVER || canBeLost(history, operation))
                .sorted((one, other) -> Long.compare(one.returned, other.returned))
                .toArray(Operation[]::new);
        losses = history.losses().stream()
                .sorted((one, other) -> Long.compare(one.at(), other.at()))
                .toArray(Loss[]::new);
        mustPrecede = new int[operations.length][];
        mustFollow = new int[operations.length][];
        for (int i = 0; i < operations.length; i++) {
            Operation operation = operations[i];
            mustPrecede[i] = indices(other -> mustPrecede(operations[other], operation));
            mustFollow[i] =
                    indices(other -> !operations[other].changesNothing() && isOrdered(operation, operations[other]));
        }
    }

    /** True if it may have been made, and seen, before a loss took it back and it was given up for good. */
    private static boolean canBeLost(KeyHistory history, Operation operation) {
        return operation.isChange()
                && history.losses().stream()
                        .anyMatch(loss -> operation.invoked <= loss.at() && !loss.spares(operation, false));
    }

    /** Checks a history, looking at no more than {@code statesMax} configurations. */
    public static Verdict check(KeyHistory history, long statesMax) {
        return new Linearizability(history, statesMax).check();
    }

    private Verdict check() {
        boolean found = search(new BitSet(), new BitSet(), Register.EMPTY, 0);
        if (found) {
            return new Verdict(Finding.LINEARIZABLE, states, "");
        }
        if (states >= statesMax) {
            return new Verdict(Finding.UNDECIDED, states, "gave up after " + states + " states: " + history.key());
        }
        return new Verdict(Finding.VIOLATED, states, "no order explains this; " + deepestState + history.describe());
    }

    /** Whether the rest can be put in order once {@code done} have taken effect and the register is as given. */
    private boolean search(BitSet done, BitSet undone, Register register, int lossesPast) {
        if (++states >= statesMax) {
            return false;
        }
        long horizon = horizon(done, undone, lossesPast);
        if (horizon == Operation.NEVER && isComplete(done, undone, lossesPast)) {
            return true;
        }
        if (isTooLate(done, undone, register, lossesPast)) {
            return false;
        }
        note(done, register, horizon);
        for (int i = 0; i < operations.length; i++) {
            if (!done.get(i) && isEnabled(i, done, undone, horizon) && operations[i].changesNothing()) {
                if (register.explains(operations[i])) {
                    // What changes nothing and fits now may as well be taken now, unless it did something before a
                    // loss.
                    done.set(i);
                    boolean found = search(done, undone, revealed(register, i, lossesPast), lossesPast);
                    done.clear(i);
                    if (found || !canComeAgain(i, lossesPast)) {
                        return found;
                    }
                }
            }
        }
        boolean forgets = lossesPast == losses.length;
        int next = lossesPast;
        Register memory = forgets ? register.withoutPast() : register.withoutSafePast(change -> isSafe(change, next));
        if (!seen.add(new Configuration((BitSet) done.clone(), (BitSet) undone.clone(), memory, lossesPast))) {
            return false;
        }
        // What can wait for the loss mostly did.
        return (!forgets && losses[lossesPast].at() <= horizon && tryLoss(done, undone, memory, lossesPast))
                || tryOperations(done, undone, memory, lossesPast, horizon);
    }

    private boolean tryOperations(BitSet done, BitSet undone, Register register, int lossesPast, long horizon) {
        for (int i = 0; i < operations.length; i++) {
            if (!isEnabled(i, done, undone, horizon)) {
                continue;
            }
            if (done.get(i) || isOver(i, undone, lossesPast)) {
                if (tryOnceMore(i, done, undone, register, lossesPast)) {
                    return true;
                }
                continue;
            }
            boolean wasUndone = undone.get(i);
            done.set(i);
            undone.clear(i);
            if (tryOperation(i, done, undone, register, lossesPast)) {
                return true;
            }
            done.clear(i);
            undone.set(i, wasUndone);
        }
        return false;
    }

    private boolean tryOperation(int index, BitSet done, BitSet undone, Register register, int lossesPast) {
        Operation operation = operations[index];
        boolean isNever = operation.ending == Operation.Ending.NEVER;
        if (isNever && !register.meets(operation)) {
            return false;
        }
        if (!isNever && isMadeNow(index, lossesPast)) {
            for (Register next : register.after(operation, index, revealed(register, index, lossesPast))) {
                if (search(done, undone, next, lossesPast)) {
                    return true;
                }
            }
        }
        return canComeAgain(index, lossesPast)
                && search(done, undone, register.provisionally(operation, index), lossesPast);
    }

    /** A change that a loss takes back may be made twice: then its version is of the second time. */
    private boolean isMadeNow(int index, int lossesPast) {
        Version made = operations[index].made;
        return made == null || lossesPast == losses.length || made.term() <= losses[lossesPast].term();
    }

    /** True if its client was told of it before a loss that took it back: then nobody has to send it again. */
    private boolean isOver(int index, BitSet undone, int lossesPast) {
        return undone.get(index) && operations[index].returned < losses[lossesPast - 1].at();
    }

    /** Its client may, all the same, have sent it again; the version that is known is of the last time. */
    private boolean tryOnceMore(int index, BitSet done, BitSet undone, Register register, int lossesPast) {
        Version again = operations[index].madeAgain;
        boolean isLater = again != null && lossesPast < losses.length && again.term() > losses[lossesPast].term();
        Register next = register.onceMore(operations[index], index, isLater ? null : again);
        if (next == null) {
            return false;
        }
        boolean wasDone = done.get(index);
        done.set(index);
        undone.clear(index);
        boolean found = search(done, undone, next, lossesPast);
        done.set(index, wasDone);
        undone.set(index);
        return found;
    }

    /** True if no loss ahead can take a change back. */
    private boolean isSafe(int change, int lossesPast) {
        for (int i = lossesPast; i < losses.length; i++) {
            if (!losses[i].spares(operations[change], false)) {
                return false;
            }
        }
        return true;
    }

    /** True if it may have been made before the next loss, and made again after it, to end in another way. */
    private boolean canComeAgain(int index, int lossesPast) {
        Operation operation = operations[index];
        boolean isKnownLater = operation.made != null && !isMadeNow(index, lossesPast);
        return lossesPast < losses.length
                && operation.isChange()
                && (isKnownLater || (operation.ending != Operation.Ending.OPEN && isToldLater(operation, lossesPast)))
                && operation.durability.compareTo(losses[lossesPast].survives()) < 0;
    }

    /** True if its client hears of its end behind the next loss only, or not at all. */
    private boolean isToldLater(Operation operation, int lossesPast) {
        return operation.returned >= losses[lossesPast].at();
    }

    /** Once the client of an operation has been told, it knows of the changes before it. */
    private Register revealed(Register register, int index, int lossesPast) {
        boolean isTold = lossesPast < losses.length && operations[index].returned < losses[lossesPast].at();
        return isTold ? register.revealed() : register;
    }

    /** The register goes back to any content it had since the last change that is spared. */
    private boolean tryLoss(BitSet done, BitSet undone, Register register, int lossesPast) {
        Loss loss = losses[lossesPast];
        Register kept = register;
        List<Integer> lost = new ArrayList<>();
        while (true) {
            BitSet after = (BitSet) done.clone();
            BitSet taken = (BitSet) undone.clone();
            if (!kept.isProvisional() && goOn(lost, 0, after, taken, kept, lossesPast)) {
                return true;
            }
            int change = kept.newestChange();
            if (change < 0 || loss.spares(operations[change], kept.isRevealed())) {
                return false;
            }
            lost.add(change);
            kept = kept.before();
        }
    }

    /** Goes on behind a loss, with every possible fate of what it took back. */
    private boolean goOn(List<Integer> lost, int next, BitSet done, BitSet undone, Register kept, int lossesPast) {
        if (next == lost.size()) {
            return search(withoutTold(done, undone, losses[lossesPast]), undone, kept, lossesPast + 1);
        }
        int change = lost.get(next);
        undone.set(change);
        // The word was on its way to its client; nothing of it comes again, unless that client forgets it was told.
        if (canHaveBeenTold(operations[change], losses[lossesPast])
                && goOn(lost, next + 1, done, undone, kept, lossesPast)) {
            return true;
        }
        // What its client was waiting for, or will deliver in any case, is sent again.
        done.clear(change);
        boolean found = goOn(lost, next + 1, done, undone, kept, lossesPast);
        done.set(change);
        return found;
    }

    /** Of what an earlier loss took back, what a client was told since may yet be sent again behind this one. */
    private BitSet withoutTold(BitSet done, BitSet undone, Loss loss) {
        BitSet left = (BitSet) done.clone();
        for (int i = undone.nextSetBit(0); i >= 0; i = undone.nextSetBit(i + 1)) {
            if (operations[i].returned < loss.at()) {
                left.clear(i);
            }
        }
        return left;
    }

    private static boolean canHaveBeenTold(Operation change, Loss loss) {
        return change.isBound()
                && change.returned >= loss.at()
                && !change.isDue
                && change.durability.compareTo(loss.survives()) < 0;
    }

    /** True if something is still to be done whose version is lower than one there was. */
    private boolean isTooLate(BitSet done, BitSet undone, Register register, int lossesPast) {
        for (int i = done.nextClearBit(0); i < operations.length; i = done.nextClearBit(i + 1)) {
            Operation operation = operations[i];
            if (operation.made != null && operation.isChange() && !isOver(i, undone, lossesPast)) {
                boolean isOfBefore = lossesPast > 0 && operation.made.term() <= losses[lossesPast - 1].term();
                if (isOfBefore || (isMadeNow(i, lossesPast) && operation.made.compareTo(register.highest()) <= 0)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whoever has begun by then may be next: the first end of what is not done, or the next loss. */
    private long horizon(BitSet done, BitSet undone, int lossesPast) {
        long horizon = lossesPast < losses.length ? losses[lossesPast].at() : Operation.NEVER;
        for (int i = done.nextClearBit(0); i < operations.length; i = done.nextClearBit(i + 1)) {
            if (operations[i].isBound() && !isOver(i, undone, lossesPast)) {
                return Math.min(horizon, operations[i].returned);
            }
        }
        return horizon;
    }

    private boolean isComplete(BitSet done, BitSet undone, int lossesPast) {
        for (int i = done.nextClearBit(0); i < operations.length; i = done.nextClearBit(i + 1)) {
            boolean isBound = operations[i].isBound() && !isOver(i, undone, lossesPast);
            if (isBound || operations[i].isDue) {
                return false;
            }
        }
        return true;
    }

    private boolean isEnabled(int index, BitSet done, BitSet undone, long horizon) {
        boolean isDone = done.get(index) && !(undone.get(index) && operations[index].isChange());
        if (isDone || operations[index].invoked > horizon) {
            return false;
        }
        for (int earlier : mustPrecede[index]) {
            boolean isGone = undone.get(earlier) && !operations[earlier].isDue;
            if (!done.get(earlier) && !isGone) {
                return false;
            }
        }
        for (int later : mustFollow[index]) {
            // What its client gave later has taken effect: this one was given up.
            if (done.get(later) && !undone.get(later)) {
                return false;
            }
        }
        return true;
    }

    private int[] indices(IntPredicate which) {
        return IntStream.range(0, operations.length).filter(which).toArray();
    }

    /** True if {@code later} can only take effect when {@code earlier} has. */
    private static boolean mustPrecede(Operation earlier, Operation later) {
        if (earlier.client != later.client || !earlier.isChange() || earlier == later) {
            return false;
        }
        return later.isChange()
                ? earlier.isDue && isOrdered(earlier, later)
                : earlier.logged < later.invoked && (earlier.process == later.process || earlier.isDue);
    }

    /** True if {@code earlier} can only take effect as long as {@code later} has not. */
    private static boolean isOrdered(Operation earlier, Operation later) {
        return earlier.client == later.client
                && earlier.isChange()
                && later.isChange()
                && earlier.number < later.number
                && (earlier.process == later.process || earlier.isDue);
    }

    private void note(BitSet done, Register register, long horizon) {
        if (done.cardinality() > deepest) {
            deepest = done.cardinality();
            StringBuilder text = new StringBuilder(200);
            text.append("got as far as ").append(deepest).append(" of ").append(operations.length);
            text.append(" operations; there is then ").append(register);
            for (int i = 0; i < operations.length; i++) {
                if (!done.get(i) && operations[i].returned == horizon && operations[i].isBound()) {
                    text.append("; stuck before\n  ").append(operations[i]);
                }
            }
            deepestState = text.append('\n').toString();
        }
    }
}
