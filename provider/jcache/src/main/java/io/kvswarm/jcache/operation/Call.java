package io.kvswarm.jcache.operation;

import static io.kvswarm.jcache.operation.Operation.Side.COUNTS_GET;
import static io.kvswarm.jcache.operation.Operation.Side.LOADS;
import static io.kvswarm.jcache.operation.Operation.Side.TOUCHES;
import static io.kvswarm.jcache.operation.Operation.Side.TOUCHES_UNEQUAL;
import static io.kvswarm.jcache.operation.Operation.Side.WRITES;

import io.kvswarm.jcache.expiry.Lives;
import io.kvswarm.jcache.integration.Loading;
import io.kvswarm.jcache.operation.Decision.Kind;
import io.kvswarm.jcache.operation.Operation.Does;
import io.kvswarm.jcache.operation.Operation.When;
import io.kvswarm.jcache.statistics.Tally;
import java.util.Objects;

/** A step by a row of the table. */
final class Call implements Step {
    private final Operation operation;
    private final Key key;
    private final Object value;
    private final Object expected;
    private final Loading loading;
    private boolean isLoaded;
    private Object loaded;
    private boolean isWritten;
    private long life = Decision.BY_POLICY;

    /**
     * One operation.
     *
     * @param value    of a put; null otherwise
     * @param expected for a comparison; null otherwise
     * @param loading  asked by operations that load
     */
    Call(Operation operation, Key key, Object value, Object expected, Loading loading) {
        this.operation = operation;
        this.key = key;
        this.value = value;
        this.expected = expected;
        this.loading = loading;
    }

    /** The same, where the loader has been asked already: it gave that, or null. */
    Call loaded(Object newLoaded) {
        isLoaded = true;
        loaded = newLoaded;
        return this;
    }

    /** The same, where the writer has been called already. */
    Call written() {
        isWritten = true;
        return this;
    }

    /** The same, setting the entry's life: in milliseconds as {@link Lives} has them. */
    Call living(long lifeMillis) {
        life = lifeMillis;
        return this;
    }

    /** What the caller sets the life to; {@link Decision#BY_POLICY} if he does not. */
    long life() {
        return life;
    }

    Operation operation() {
        return operation;
    }

    @Override
    public boolean isWritten() {
        return isWritten && operation.has(WRITES);
    }

    Object value() {
        return value;
    }

    Object expected() {
        return expected;
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public boolean isChange() {
        return operation.does() != Does.NOTHING;
    }

    @Override
    public boolean isRead() {
        return operation.does() == Does.NOTHING;
    }

    @Override
    public boolean isPlain() {
        return !isRead() && operation.when() == When.ALWAYS && operation.returns() != Operation.Returns.OLD_VALUE;
    }

    @Override
    public boolean callsApplication() {
        return operation.has(LOADS) && loading.isReadThrough();
    }

    @Override
    public boolean mayWrite() {
        return operation.has(WRITES) && !isWritten;
    }

    @Override
    public Decision decide(Seen seen) {
        if (!seen.isFound() && operation.has(LOADS) && loading.isReadThrough()) {
            Object found = load();
            return found == null
                    ? new Decision(Kind.LEFT, null, false, gets(seen), null)
                    : new Decision(Kind.PUT, found, false, gets(seen).and(Tally.LOADED), found);
        }
        boolean holds = holds(seen);
        return new Decision(kind(seen, holds), value, operation.has(WRITES), gets(seen), result(seen, holds), life);
    }

    private Kind kind(Seen seen, boolean holds) {
        if (seen.isFound() && (operation.has(TOUCHES) || (!holds && operation.has(TOUCHES_UNEQUAL)))) {
            return Kind.TOUCHED;
        }
        if (!holds) {
            return Kind.LEFT;
        }
        return switch (operation.does()) {
            case NOTHING -> Kind.LEFT;
            case SET_LIFE -> Kind.GIVEN_LIFE;
            case PUT -> Kind.PUT;
            case REMOVE -> Kind.REMOVED;
        };
    }

    private boolean holds(Seen seen) {
        return switch (operation.when()) {
            case ALWAYS -> true;
            case ABSENT -> !seen.isFound();
            case PRESENT -> seen.isFound();
            // Arrays are equal if their contents are: nobody can hold the very array that is in a swarm.
            case EQUAL -> seen.isFound() && Objects.deepEquals(expected, seen.value());
        };
    }

    private Object result(Seen seen, boolean holds) {
        return switch (operation.returns()) {
            case VOID -> null;
            case OLD_VALUE -> seen.value();
            case WHETHER -> operation.when() == When.ALWAYS ? seen.isFound() : holds;
        };
    }

    private Tally gets(Seen seen) {
        return operation.has(COUNTS_GET) ? seen.gets() : Tally.NONE;
    }

    private Object load() {
        if (!isLoaded) {
            loaded(loading.load(key.object()));
        }
        return loaded;
    }
}
