package io.kvswarm.internal.write;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.base.Deadlines;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Nack;
import java.util.ArrayList;
import java.util.List;

/**
 * What one session has to say to one cell, or with messages to one node: a chain in the order of numbers. Confined to
 * the loop.
 *
 * <pre>
 * first ... open ... toSend ... last
 *   |        |         +-- not sent since the link opened or since they were asked for again
 *   |        +------------ sent, the first without a result
 *   +--------------------- ended, kept until synced at the owner
 * </pre>
 */
final class Lane {
    /** Most mutations sent to a cell whose results are not confirmed (RULES 11). */
    static final int UNCONFIRMED_MAX = 1024;

    private static final byte[] NOTHING = {};

    private final Session session;
    private final int cell;
    private final boolean isOfMessages;
    private PendingMutation first;
    private PendingMutation open;
    private PendingMutation toSend;
    private PendingMutation last;
    private long sealedNumber;
    private long forgottenNumber;
    private long answeredNumber;
    private long answeredTerm;
    private long everAnswered;
    private int endedAhead;

    /** Owner of the cell, or the node the messages are for. */
    Destination destination;
    /** The lane of the same cell in an older session: this one waits until it has nothing open. */
    Lane predecessor;

    Lane successor;
    /** Results of all numbers up to this one are held; never falls. */
    long confirmed;
    /** What of that the owner was told on the present link. */
    long confirmedTold;

    int inFlight;
    long quietSinceNanos;
    int resends;
    /** In its destination's queue of lanes that may send. */
    boolean isReady;
    /** In its destination's list of lanes with something in flight. */
    boolean isWatched;

    boolean isConfirmListed;
    /** The last refusal, until something ends; null if there was none. */
    Nack refusal;

    int refusals;
    long gapNumber = -1;
    long gapNanos;
    final Deadlines.Entry pause;

    Lane(Session session, int cell, boolean isOfMessages, Deadlines.Entry pause) {
        this.session = session;
        this.cell = cell;
        this.isOfMessages = isOfMessages;
        this.pause = pause;
    }

    Session session() {
        return session;
    }

    int cell() {
        return cell;
    }

    /** True if it leads to a node's queue and not to a cell of the key space. */
    boolean isOfMessages() {
        return isOfMessages;
    }

    /** Number of the newest mutation; what is sealed next names it as the one before. */
    long sealedNumber() {
        return sealedNumber;
    }

    void sealedUpTo(long number) {
        sealedNumber = number;
    }

    /** All numbers up to this one are done with. */
    long forgottenNumber() {
        return forgottenNumber;
    }

    void forgottenUpTo(long number) {
        forgottenNumber = number;
        confirmed = Math.max(confirmed, number);
        sealedNumber = Math.max(sealedNumber, number);
    }

    void add(PendingMutation mutation) {
        if (last == null) {
            first = mutation;
        } else {
            last.next = mutation;
        }
        last = mutation;
        if (open == null) {
            open = mutation;
        }
        if (toSend == null) {
            toSend = mutation;
        }
    }

    PendingMutation first() {
        return first;
    }

    /** The first without a result; null if all have ended. */
    PendingMutation open() {
        return open;
    }

    boolean isEmpty() {
        return first == null;
    }

    /** True if an older session still has something open here, which goes first (RULES 1). */
    boolean isHeld() {
        while (predecessor != null && predecessor.isEmpty()) {
            predecessor = predecessor.predecessor;
        }
        for (Lane older = predecessor; older != null; older = older.predecessor) {
            if (older.open != null) {
                return true;
            }
        }
        return false;
    }

    /** The next mutation to send; null if there is none, or as many as allowed are unconfirmed. */
    PendingMutation next() {
        while (toSend != null && toSend.hasEnded) {
            toSend = toSend.next;
        }
        return inFlight + endedAhead < UNCONFIRMED_MAX ? toSend : null;
    }

    /** Takes what {@link #next} gave, to be sent in the destination's block of that number. */
    void sent(PendingMutation mutation, long block) {
        toSend = mutation.next;
        mutation.isInFlight = true;
        mutation.attempts++;
        mutation.sentIn = block;
        if (!mutation.isWithdrawal()) {
            mutation.sends++;
        }
        inFlight++;
    }

    /** The mutation with that number if it was sent and has not ended. */
    PendingMutation awaiting(long number) {
        PendingMutation found = open;
        // One that is done with may stand before the word that its number is lost.
        while (found != null && (found.number < number || (found.number == number && found.hasEnded))) {
            found = found.next;
        }
        boolean matches = found != null && found.number == number;
        return matches && (found.isInFlight || found.sends > 0) ? found : null;
    }

    /** The owner has said how {@code mutation} ended, in that term. */
    void end(PendingMutation mutation, long term) {
        mutation.hasEnded = true;
        land(mutation);
        answeredNumber = answeredTerm == term ? Math.max(answeredNumber, mutation.number) : mutation.number;
        answeredTerm = term;
        everAnswered = Math.max(everAnswered, mutation.number);
        if (mutation == open) {
            advance();
        } else {
            endedAhead++;
        }
    }

    private void advance() {
        confirmed = Math.max(confirmed, open.number);
        open = open.next;
        while (open != null && open.hasEnded) {
            confirmed = Math.max(confirmed, open.number);
            open = open.next;
            endedAhead--;
        }
    }

    /** Highest number the owner has answered in that term: a gap told below it is old news. */
    long answeredIn(long term) {
        return answeredTerm == term ? answeredNumber : 0;
    }

    /** True if a later mutation of the same cell than this one has ended, in any term of its owner. */
    boolean hasAnsweredBehind(PendingMutation mutation) {
        boolean isBehind = everAnswered > mutation.number;
        for (Lane younger = successor; younger != null && !isBehind; younger = younger.successor) {
            isBehind = younger.everAnswered > 0;
        }
        return isBehind;
    }

    private void land(PendingMutation mutation) {
        if (mutation.isInFlight) {
            mutation.isInFlight = false;
            inFlight--;
            destination.landed(mutation.weight());
        }
    }

    /** Everything from {@code from} on that has no result is to be sent again. */
    void rewind(PendingMutation from) {
        for (PendingMutation each = from; each != toSend && each != null; each = each.next) {
            land(each);
        }
        if (toSend == null || (from != null && from.number < toSend.number)) {
            toSend = from;
        }
    }

    /** Everything without a result is to be sent again. */
    void rewind() {
        rewind(open);
    }

    /** What ended in an older term of the owner and is not synced there is open again; returns it. */
    List<PendingMutation> reopen(long term) {
        List<PendingMutation> reopened = new ArrayList<>();
        endedAhead = 0;
        open = null;
        for (PendingMutation each = first; each != null; each = each.next) {
            if (each.hasEnded && !each.isForgotten && each.ownerTerm < term) {
                each.hasEnded = false;
                reopened.add(each);
            }
            if (open == null && !each.hasEnded) {
                open = each;
            } else if (open != null && each.hasEnded) {
                endedAhead++;
            }
        }
        rewind();
        return reopened;
    }

    /** The first behind that number that is not done with; null if there is none. */
    PendingMutation firstBehind(long number) {
        PendingMutation each = first;
        while (each != null && (each.number <= number || each.isForgotten)) {
            each = each.next;
        }
        return each;
    }

    /**
     * Gives up the numbers between what the owner has and {@code before}, which this writer has no more: puts a
     * mutation in front that says so (RULES 2).
     */
    PendingMutation addLost(long ownerHas, PendingMutation before) {
        Mutation lost = new Mutation(
                before.mutation().prev(),
                ownerHas,
                cell,
                Mutation.Kind.LOST,
                false,
                Durability.MEMORY,
                0,
                CacheId.DEFAULT,
                Condition.ALWAYS,
                NOTHING,
                NOTHING);
        PendingMutation added = new PendingMutation(this, lost);
        PendingMutation previous = null;
        for (PendingMutation each = first; each != before; each = each.next) {
            previous = each;
        }
        added.next = before;
        if (previous == null) {
            first = added;
        } else {
            previous.next = added;
        }
        if (open == null || open.number > added.number) {
            open = added;
        }
        return added;
    }

    /** Drops what is done with from the front. */
    void trim() {
        while (first != null && first.isForgotten) {
            forgottenNumber = Math.max(forgottenNumber, first.number);
            if (toSend == first) {
                toSend = first.next;
            }
            first = first.next;
        }
        if (first == null) {
            last = null;
        }
    }
}
