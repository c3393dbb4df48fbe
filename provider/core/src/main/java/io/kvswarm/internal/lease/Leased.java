package io.kvswarm.internal.lease;

import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.Link;
import java.util.concurrent.CompletableFuture;

/** A lease that was granted. Confined to the loop, but for {@link #isHeld}. */
public final class Leased {
    private final Leasing leasing;
    private final Claim claim;
    private final Link link;
    private final Clock clock;
    private final Renewal renewal = new Renewal();
    private volatile long endNanos;
    private volatile boolean isOver;

    Leased(Leasing leasing, Claim claim, Clock clock, long endNanos) {
        this.leasing = leasing;
        this.claim = claim;
        this.link = claim.link;
        this.clock = clock;
        this.endNanos = endNanos;
    }

    /** Asks for more time when half of it is over. */
    private final class Renewal extends Deadlines.Entry {
        @Override
        protected void onDeadline() {
            renew().thenAccept(isKept -> {
                if (isKept) {
                    leasing.renewLater(this);
                }
            });
        }
    }

    /** True while it is held for certain, by this process's clock. Safe from any thread. */
    public boolean isHeld() {
        return !isOver && endNanos - clock.nanos() > 0;
    }

    /** Asks for more time; gives false if another process may have had the key since it ran out. */
    public CompletableFuture<Boolean> renew() {
        return isOver ? CompletableFuture.completedFuture(false) : leasing.extend(this);
    }

    /** From now on it is renewed by itself, until it is given back or lost. */
    public void keep() {
        if (!isOver && !renewal.isListed()) {
            leasing.renewLater(renewal);
        }
    }

    /** Gives it back; does nothing if it is over. */
    public void giveBack() {
        if (!isOver) {
            leasing.giveBack(this);
        }
    }

    Claim claim() {
        return claim;
    }

    Link link() {
        return link;
    }

    Deadlines.Entry renewal() {
        return renewal;
    }

    void lastsUntil(long newEndNanos) {
        endNanos = newEndNanos;
    }

    void over() {
        isOver = true;
    }
}
