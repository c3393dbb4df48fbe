package io.kvswarm.jcache.operation;

import io.kvswarm.jcache.expiry.Lives;
import io.kvswarm.jcache.operation.Operation.Does;
import io.kvswarm.jcache.operation.Operation.Returns;
import io.kvswarm.jcache.operation.Operation.Side;
import io.kvswarm.jcache.operation.Operation.When;
import io.kvswarm.spi.ChangeResult;
import io.kvswarm.spi.EntryChange;

/** Calls that one change does, with nothing read before. Safe from any thread. */
final class Direct {
    /** Stands for a value that is there and that nobody needs. */
    private static final Seen SOME_ENTRY = new Seen(null, true);

    private final Parts parts;

    Direct(Parts parts) {
        this.parts = parts;
    }

    /** The one change that does what a step wants; null if something has to be known first. */
    EntryChange change(Step step) {
        if (!(step instanceof Call call) || !isPossible(call)) {
            return null;
        }
        Operation operation = call.operation();
        EntryChange change = operation.does() == Does.REMOVE
                ? EntryChange.remove(call.key().bytes())
                : EntryChange.put(call.key().bytes(), parts.entries().codecs().encodeValue(call.value()))
                        .living(call.life() == Decision.BY_POLICY ? life(operation) : call.life());
        change = switch (operation.when()) {
            // A remove says by that whether there was an entry.
            case ALWAYS -> operation.does() == Does.REMOVE ? change.ifPresent() : change;
            case ABSENT -> change.ifAbsent();
            case PRESENT -> change.ifPresent();
            case EQUAL -> change.ifValue(parts.entries().codecs().encodeValue(call.expected()));
        };
        return wantsOld(operation) ? change.returningOld() : change;
    }

    /** What was there before a direct change, as far as it matters; null if it has to be looked at the long way. */
    Seen seen(Call call, ChangeResult result) {
        Operation operation = call.operation();
        if (wantsOld(operation)) {
            return parts.entries().seen(result.old());
        }
        if (operation.does() == Does.PUT && operation.when() == When.ALWAYS) {
            return Seen.NOTHING;
        }
        return result.isApplied() ? SOME_ENTRY : Seen.NOTHING;
    }

    private boolean isPossible(Call call) {
        Operation operation = call.operation();
        if (operation.does() == Does.NOTHING || operation.does() == Does.SET_LIFE || isUnsafe(call)) {
            return false;
        }
        if (operation.when() == When.EQUAL && !parts.entries().codecs().comparesByBytes(call.expected())) {
            return false;
        }
        return operation.does() == Does.REMOVE
                || (call.life() == Decision.BY_POLICY ? isLifeKnown(operation) : call.life() != Lives.OVER);
    }

    /** True if what is there, or who is quicker, would matter although no condition says so. */
    private boolean isUnsafe(Call call) {
        Operation operation = call.operation();
        if (operation.does() == Does.PUT && operation.when() == When.PRESENT) {
            // An entry that cannot be decoded counts as absent.
            return true;
        }
        boolean writes = operation.has(Side.WRITES) && parts.writing().isOn();
        return writes && (parts.entries().isShared() || (operation.when() != When.ALWAYS && !call.isWritten()));
    }

    private boolean isLifeKnown(Operation operation) {
        Lives lives = parts.lives();
        return switch (operation.when()) {
            case ALWAYS -> lives.isSameForAll();
            case ABSENT -> lives.isFixed() && lives.onCreation() != Lives.OVER;
            case PRESENT, EQUAL -> lives.isFixed() && lives.onUpdate() != Lives.OVER;
        };
    }

    private long life(Operation operation) {
        return operation.when() == When.ABSENT
                ? parts.lives().onCreation()
                : parts.lives().onUpdate();
    }

    private boolean wantsOld(Operation operation) {
        return operation.returns() == Returns.OLD_VALUE
                || operation.when() == When.EQUAL
                || operation.when() == When.ABSENT
                || parts.listeners().isAnnounced();
    }
}
