package io.kvswarm.sim.history;

import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;

/** What one key holds, and how it came to that. Immutable. */
final class Register {
    /** Before anything was done. */
    static final Register EMPTY = new Register(null, -1, null, null, Version.NONE, Mark.NONE);

    private final Register before;
    private final int newestChange;
    /** The put whose entry is there; null if there is none. */
    private final Operation holder;
    /** Null if it is not known. */
    private final Version version;

    private final Version highest;
    private final Mark mark;
    private final int hash;

    /** What is known of the newest change. */
    private enum Mark {
        /** Nothing more. */
        NONE,
        /** Somebody was told something that depends on it. */
        REVEALED,
        /** It did not end like this, so a loss has to take it back. */
        PROVISIONAL
    }

    private Register(Register before, int newestChange, Operation holder, Version version, Version highest, Mark mark) {
        this.before = before;
        this.newestChange = newestChange;
        this.holder = holder;
        this.version = version;
        this.highest = highest;
        this.mark = mark;
        int own = Objects.hash(newestChange, holder == null ? 0 : holder.number, highest, mark);
        this.hash = before == null ? own : 31 * before.hash + own;
    }

    /** Index of the change that led here; -1 at the start. */
    int newestChange() {
        return newestChange;
    }

    /** The highest version there ever was. */
    Version highest() {
        return highest;
    }

    /** As it was before that change. */
    Register before() {
        // A version is never used again, also if what it was used for is lost.
        return new Register(before.before, before.newestChange, before.holder, before.version, highest, before.mark);
    }

    /** The same content; how it came to it does not matter any more. */
    Register withoutPast() {
        return before == null ? this : new Register(null, -1, holder, version, highest, Mark.NONE);
    }

    /** The same, known to somebody. */
    Register revealed() {
        return mark != Mark.NONE ? this : new Register(before, newestChange, holder, version, highest, Mark.REVEALED);
    }

    boolean isRevealed() {
        return mark == Mark.REVEALED;
    }

    /** True if there is a change in it that a loss has to take back. */
    boolean isProvisional() {
        return mark == Mark.PROVISIONAL || (before != null && before.isProvisional());
    }

    /**
     * As it is if {@code operation}, which was made before and lost, is made again; null if that changes nothing.
     *
     * @param again its version then; null if it is not known
     */
    Register onceMore(Operation operation, int index, Version again) {
        Operation newHolder = operation.kind == Operation.Kind.PUT ? operation : null;
        Version newHighest = again == null ? highest : again;
        return isMet(operation) && newHighest.compareTo(highest) >= 0
                ? new Register(this, index, newHolder, again, newHighest, Mark.NONE)
                : null;
    }

    /** As if {@code operation} had taken effect, in whatever way, with nobody told. */
    Register provisionally(Operation operation, int index) {
        Operation newHolder = operation.kind == Operation.Kind.PUT ? operation : null;
        return new Register(this, index, newHolder, null, highest, Mark.PROVISIONAL);
    }

    /** True if the condition of {@code operation} holds now. */
    boolean meets(Operation operation) {
        return isMet(operation);
    }

    /** True if an operation that changes nothing fits what is there. */
    boolean explains(Operation read) {
        return canBeThere(read) && isSeen(read) && (!read.isChange() || !isMet(read));
    }

    /**
     * What there may be once {@code operation} has taken effect; empty if it cannot have ended as it did.
     *
     * @param base      this, as it is known then
     */
    List<Register> after(Operation operation, int index, Register base) {
        List<Register> next = new ArrayList<>(2);
        if (canBeThere(operation)) {
            base.add(next, operation, index);
        }
        if (holder != null && holder.mayEnd != Operation.NEVER && operation.returned >= holder.mayEnd) {
            Register expired = new Register(before, newestChange, null, null, highest, mark);
            expired.add(next, operation, index);
        }
        return next;
    }

    private boolean canBeThere(Operation operation) {
        return holder == null || operation.invoked < holder.mustEnd;
    }

    private void add(List<Register> next, Operation operation, int index) {
        if (operation.hasSeen && !isSeen(operation)) {
            return;
        }
        boolean changes = operation.isChange() && isMet(operation);
        boolean isOpen = operation.ending == Operation.Ending.OPEN && !operation.isDue;
        boolean canChangeNothing = !operation.isChange() || operation.ending != Operation.Ending.APPLIED;
        if (!changes && canChangeNothing && !isOpen) {
            next.add(this);
        } else if (changes && operation.ending != Operation.Ending.NOT_MET) {
            apply(next, operation, index, operation.made);
        }
    }

    private void apply(List<Register> next, Operation operation, int index, Version made) {
        if (made == null || made.compareTo(highest) > 0) {
            Operation newHolder = operation.kind == Operation.Kind.PUT ? operation : null;
            next.add(new Register(this, index, newHolder, made, made == null ? highest : made, Mark.NONE));
        }
    }

    private boolean isSeen(Operation operation) {
        if (!operation.hasSeen) {
            return true;
        }
        if (holder == null) {
            return operation.seenContent == Operation.ABSENT;
        }
        boolean versionsKnown = operation.seenVersion != null && version != null;
        return operation.seenContent == holder.content && (!versionsKnown || operation.seenVersion.equals(version));
    }

    private boolean isMet(Operation operation) {
        return switch (operation.when) {
            case ALWAYS -> true;
            case ABSENT -> holder == null;
            case PRESENT -> holder != null;
            case CONTENT -> holder != null && holder.content == operation.wantedContent;
            case VERSION -> holder != null && isWantedVersion(operation);
        };
    }

    private boolean isWantedVersion(Operation operation) {
        boolean isShown = version == null && operation.seenVersion != null;
        // Made once more, it has the content that was wanted and another version.
        if (isShown && operation.seenContent == holder.content) {
            return operation.seenVersion.equals(operation.wantedVersion);
        }
        return version == null ? holder.content == operation.wantedContent : version.equals(operation.wantedVersion);
    }

    /** The same, without what no loss can take it back to any more. */
    Register withoutSafePast(IntPredicate isSafe) {
        if (before == null || before.before == null) {
            return this;
        }
        Register past = isSafe.test(newestChange) ? before.withoutPast() : before.withoutSafePast(isSafe);
        return past == before ? this : new Register(past, newestChange, holder, version, highest, mark);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Register that
                && hash == that.hash
                && newestChange == that.newestChange
                && holder == that.holder
                && mark == that.mark
                && highest.equals(that.highest)
                && Objects.equals(version, that.version)
                && Objects.equals(before, that.before);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return holder == null ? "no entry" : "content " + holder.content;
    }
}
