package io.kvswarm.sim.history;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.history.Operation.Ending;
import io.kvswarm.sim.history.Operation.Kind;
import io.kvswarm.sim.history.Operation.When;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A valid history: what clients of one real register could have seen, with answers late, lost and never given, changes
 * delivered later, entries that end, and losses. What it makes is valid by the way it is made.
 */
final class GeneratedHistory {
    private static final int CLIENTS = 4;
    private static final long MILLI = 1_000_000;

    final KeyHistory history = new KeyHistory("generated");
    private final SplittableRandom random;
    private final boolean hasLosses;
    private final PriorityQueue<Effect> effects = new PriorityQueue<>(Comparator.comparingLong(effect -> effect.at));
    private final List<Applied> log = new ArrayList<>();
    /** Entries whose time is over: not even a loss brings them back. */
    private final Set<Operation> over = new HashSet<>();

    private final long[] freeAt = new long[CLIENTS];
    private final long[] orderedAfter = new long[CLIENTS];
    private long content = 100;
    private long index;
    /** How many of the changes are synced and known to be. */
    private int shown;

    private long term = 1;
    private int numbers;

    /** Something that happens to the register. */
    private static final class Effect {
        final Operation operation;
        final long at;

        Effect(Operation operation, long at) {
            this.operation = operation;
            this.at = at;
        }
    }

    /** What the register went through: its content after a change. */
    private record Applied(Operation change, Operation holder, Version version) {}

    GeneratedHistory(long seed, int operations, boolean hasLosses) {
        this.random = new SplittableRandom(seed);
        this.hasLosses = hasLosses;
        for (int i = 0; i < operations; i++) {
            begin(random.nextInt(CLIENTS));
        }
        long lossAt = hasLosses ? 1 + random.nextLong(operations * MILLI) : Operation.NEVER;
        while (!effects.isEmpty()) {
            Effect next = effects.poll();
            if (next.at >= lossAt) {
                effects.add(next);
                lose(lossAt);
                lossAt = Operation.NEVER;
            } else {
                take(next);
            }
        }
    }

    private void begin(int client) {
        long invoked = freeAt[client] + random.nextLong(MILLI);
        Kind kind = Kind.values()[random.nextInt(10) < 5 ? 0 : random.nextInt(10) < 8 ? 1 : 2];
        Operation operation = new Operation(numbers++, client, 1, kind, kind == Kind.PUT ? content++ : 0, invoked);
        operation.durability = hasLosses && random.nextBoolean() ? Durability.OS : Durability.FSYNC;
        long effectAt = invoked + random.nextLong(3 * MILLI);
        boolean isLogged = kind != Kind.GET && random.nextInt(4) == 0;
        if (kind != Kind.GET && !isLogged) {
            condition(operation);
        }
        if (kind == Kind.PUT && random.nextInt(8) == 0) {
            operation.mayEnd = effectAt;
            operation.mustEnd = effectAt + 6 * MILLI;
        }
        effectAt = Math.max(effectAt, orderedAfter[client]);
        if (isLogged) {
            operation.isDue = true;
            operation.logged = invoked + random.nextLong(MILLI);
            effectAt += random.nextLong(5 * MILLI);
            orderedAfter[client] = effectAt + 1;
            freeAt[client] = operation.logged + 1;
        } else {
            operation.returned = effectAt + random.nextLong(2 * MILLI);
            freeAt[client] = operation.returned + 1;
            orderedAfter[client] = Math.max(orderedAfter[client], effectAt + 1);
        }
        history.add(operation);
        effects.add(new Effect(operation, effectAt));
    }

    private void condition(Operation operation) {
        switch (random.nextInt(8)) {
            case 0 -> operation.when(When.ABSENT, 0, null);
            case 1 -> operation.when(When.PRESENT, 0, null);
            case 2 -> operation.when(When.CONTENT, Math.max(100, content - 1 - random.nextInt(4)), null);
            default -> {}
        }
    }

    private Operation holderAt(long at) {
        Operation holder = log.isEmpty() ? null : log.get(log.size() - 1).holder();
        if (holder != null && (at >= holder.mustEnd || (at >= holder.mayEnd && random.nextInt(4) == 0))) {
            over.add(holder);
        }
        return over.contains(holder) ? null : holder;
    }

    private void take(Effect effect) {
        Operation operation = effect.operation;
        Operation holder = holderAt(effect.at);
        // Whatever comes after a change reveals it, and waits until it is safe.
        for (int i = shown; i < log.size(); i++) {
            shown = log.get(i).change().durability == Durability.FSYNC ? i + 1 : shown;
        }
        boolean met = operation.kind == Kind.GET || isMet(operation, holder);
        boolean isTold = operation.returned != Operation.NEVER;
        if (isTold) {
            // An operation whose answer is lost, or that was given up in time.
            int fate = operation.ending == Ending.OPEN ? random.nextInt(12) : 2;
            if (fate == 0) {
                operation.ended(Ending.OPEN, Operation.NEVER);
            } else if (fate == 1) {
                operation.ended(Ending.NEVER, operation.returned);
                return;
            } else {
                operation.ending = met ? Ending.APPLIED : Ending.NOT_MET;
            }
        }
        see(operation, holder);
        operation.made = null;
        if (met && operation.isChange()) {
            Version version = new Version(1, term, ++index);
            operation.made = isTold && operation.ending == Ending.APPLIED ? version : null;
            log.add(new Applied(operation, operation.kind == Kind.PUT ? operation : null, version));
        }
    }

    private void see(Operation operation, Operation holder) {
        operation.hasSeen = false;
        if (operation.isBound() && (operation.kind == Kind.GET || random.nextInt(3) == 0)) {
            Version version = holder == null ? null : log.get(log.size() - 1).version();
            operation.saw(holder == null ? Operation.ABSENT : holder.content, version);
        }
    }

    private static boolean isMet(Operation operation, Operation holder) {
        return switch (operation.when) {
            case ALWAYS -> true;
            case ABSENT -> holder == null;
            case PRESENT -> holder != null;
            default -> holder != null && holder.content == operation.wantedContent;
        };
    }

    /** The newest changes are gone: those told stay gone, those under way may come again. */
    private void lose(long at) {
        Loss loss = new Loss(at, term, Durability.FSYNC, 0);
        history.add(loss);
        term++;
        long[] again = new long[CLIENTS];
        List<Operation> lost = new ArrayList<>();
        while (log.size() > shown && random.nextInt(4) > 0) {
            Operation last = log.get(log.size() - 1).change();
            if (loss.spares(last, false)) {
                break;
            }
            log.remove(log.size() - 1);
            lost.add(0, last);
        }
        for (Operation operation : lost) {
            boolean comesAgain = operation.isDue || (operation.isBound() && operation.returned >= at);
            boolean wasTold = !operation.isDue && operation.durability == Durability.OS && random.nextBoolean();
            if (comesAgain && !wasTold) {
                again[operation.client] = Math.max(again[operation.client], at) + 1;
                effects.add(new Effect(operation, again[operation.client]));
                operation.returned =
                        operation.isDue ? Operation.NEVER : Math.max(operation.returned, again[operation.client]);
            }
        }
    }
}
