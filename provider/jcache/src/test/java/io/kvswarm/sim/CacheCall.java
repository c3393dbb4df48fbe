package io.kvswarm.sim;

import static io.kvswarm.sim.history.Operation.ABSENT;

import io.kvswarm.api.OutcomeUnknownException;
import io.kvswarm.api.SwarmException;
import io.kvswarm.sim.history.KeyHistory;
import io.kvswarm.sim.history.Operation;
import io.kvswarm.sim.history.Operation.Ending;
import io.kvswarm.sim.history.Operation.Kind;
import io.kvswarm.sim.history.Operation.When;

/**
 * What one call of a cache does to one key, and what its caller is told: turned into an {@link Operation} when it ends.
 * Contents are numbers, each put once; {@link Operation#ABSENT} stands for no entry.
 */
final class CacheCall {
    /** The methods of a cache as the specification has them, for one key. */
    enum What {
        GET(Kind.GET, When.ALWAYS, Tells.OLD),
        CONTAINS_KEY(Kind.GET, When.ALWAYS, Tells.WHETHER),
        PUT(Kind.PUT, When.ALWAYS, Tells.NOTHING),
        GET_AND_PUT(Kind.PUT, When.ALWAYS, Tells.OLD),
        PUT_IF_ABSENT(Kind.PUT, When.ABSENT, Tells.WHETHER),
        REPLACE(Kind.PUT, When.PRESENT, Tells.WHETHER),
        REPLACE_EQUAL(Kind.PUT, When.CONTENT, Tells.WHETHER),
        GET_AND_REPLACE(Kind.PUT, When.PRESENT, Tells.OLD),
        REMOVE(Kind.REMOVE, When.PRESENT, Tells.WHETHER),
        REMOVE_EQUAL(Kind.REMOVE, When.CONTENT, Tells.WHETHER),
        GET_AND_REMOVE(Kind.REMOVE, When.ALWAYS, Tells.OLD),
        /** One of the keys of {@code removeAll} or {@code clear}. */
        REMOVE_ANY(Kind.REMOVE, When.ALWAYS, Tells.NOTHING),
        /** By rounds: see {@link CacheCall#round}. */
        INVOKE(Kind.GET, When.ALWAYS, Tells.OLD);

        private final Kind kind;
        private final When when;
        private final Tells tells;

        What(Kind kind, When when, Tells tells) {
            this.kind = kind;
            this.when = when;
            this.tells = tells;
        }

        boolean puts() {
            return kind == Kind.PUT;
        }

        boolean compares() {
            return when == When.CONTENT;
        }
    }

    /** What a caller gets. */
    private enum Tells {
        NOTHING,
        OLD,
        WHETHER
    }

    /**
     * Who calls.
     *
     * @param client node
     * @param at     when
     */
    record Caller(int client, long at) {}

    /** What a processor saw and did, the last time it ran. */
    private record Round(long seen, Kind kind, long content) {}

    private final KeyHistory history;
    private final int number;
    private final Caller caller;
    private final What what;
    private final long content;
    private final long expected;
    private Round last;
    private int rounds;
    private boolean hasEnded;
    private boolean hasAnswer;

    /**
     * A call that begins.
     *
     * @param content  of a put
     * @param expected by one that compares
     */
    CacheCall(KeyHistory history, int number, Caller caller, What what, long content, long expected) {
        this.history = history;
        this.number = number;
        this.caller = caller;
        this.what = what;
        this.content = content;
        this.expected = expected;
    }

    /** A processor was run: saw that content, and has put {@code newContent}, removed, or done nothing. */
    void round(long seen, Kind kind, long newContent) {
        last = new Round(seen, kind, newContent);
        rounds++;
    }

    /** How often a processor was run. */
    int rounds() {
        return rounds;
    }

    boolean hasEnded() {
        return hasEnded;
    }

    /** True if its caller was told something. */
    boolean hasAnswer() {
        return hasAnswer;
    }

    /** It has returned nothing, or whether something was so. */
    void returned(boolean whether, long at) {
        if (what == What.CONTAINS_KEY) {
            // A change that does nothing shows what was there: one if absent that there was an entry.
            Operation shown = whether
                    ? operation(Kind.PUT).when(When.ABSENT, 0, null)
                    : operation(Kind.REMOVE).when(When.PRESENT, 0, null);
            end(shown.ended(Ending.NOT_MET, at));
            return;
        }
        end(plain().ended(whether || what.tells == Tells.NOTHING ? Ending.APPLIED : Ending.NOT_MET, at));
    }

    /** It has returned what was there before. */
    void returned(long old, long at) {
        if (what == What.INVOKE) {
            requireLast(old);
            end(ofRound().saw(last.seen(), null).ended(Ending.APPLIED, at));
        } else if (what.when == When.PRESENT && old == ABSENT) {
            end(plain().ended(Ending.NOT_MET, at));
        } else {
            end(plain().saw(old, null).ended(Ending.APPLIED, at));
        }
    }

    private void requireLast(long told) {
        if (last == null || last.seen() != told) {
            throw new AssertionError("invoke #" + number + " told " + told + ", its last round was " + last);
        }
    }

    /** A processor threw by itself: the entry it saw was there, and stays. */
    void threwOnPurpose(long at) {
        end(operation(Kind.GET).saw(last.seen(), null).ended(Ending.APPLIED, at));
    }

    /**
     * It has failed; says why.
     *
     * @param isOneOfMany true if the failure may be that of another key
     */
    String failed(Throwable failure, boolean isOneOfMany, long at) {
        SwarmException cause = causeOf(failure);
        if (cause instanceof OutcomeUnknownException || isOneOfMany) {
            isUnknown();
        } else {
            end(plain().ended(Ending.NEVER, at));
        }
        return cause == null ? "others were quicker" : cause.code().name();
    }

    /** True if the failure says that the call lost every race for too long. */
    static boolean isSlower(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (String.valueOf(each.getMessage()).startsWith("other changes of the entry were quicker for ")) {
                return true;
            }
        }
        return false;
    }

    /** What the swarm said; null if it said nothing. */
    static SwarmException causeOf(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SwarmException cause) {
                return cause;
            }
        }
        return null;
    }

    /** Nobody knows how it ends: it takes effect once, now or later, or never. */
    void isUnknown() {
        if (what == What.INVOKE && last != null) {
            boolean wasThere = last.seen() != ABSENT;
            end(ofRound().when(wasThere ? When.CONTENT : When.ABSENT, last.seen(), null));
        } else {
            end(plain());
        }
    }

    private Operation plain() {
        return operation(what.kind).when(what.when, expected, null);
    }

    private Operation operation(Kind kind) {
        return operation(kind, kind == Kind.PUT ? content : ABSENT);
    }

    private Operation ofRound() {
        long made = last.kind() == Kind.PUT ? last.content() : ABSENT;
        return operation(last.kind(), made);
    }

    private Operation operation(Kind kind, long made) {
        // Calls of several threads of a process take effect in any order: so each has a process of its own.
        return new Operation(number, caller.client(), number, kind, made, caller.at());
    }

    private void end(Operation operation) {
        if (hasEnded) {
            throw new AssertionError("call #" + number + " has ended twice");
        }
        hasEnded = true;
        hasAnswer = operation.returned != Operation.NEVER;
        // A read that was not answered says nothing.
        if (operation.kind == Kind.GET && operation.ending == Ending.OPEN) {
            operation.ended(Ending.NEVER, Operation.NEVER);
        }
        history.add(operation);
    }

    @Override
    public String toString() {
        return "#" + number + " " + what + " of " + history.key() + (content == ABSENT ? "" : " " + content)
                + (what.compares() ? " for " + expected : "");
    }
}
