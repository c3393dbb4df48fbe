package io.kvswarm.internal.storage;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.storage.Evaluator.Current;
import io.kvswarm.internal.storage.SessionMark.Recorded;
import io.kvswarm.internal.store.PlacedKey;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.BlockEntry;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Mutation.Kind;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Version;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One block on its way through the owner: mutation by mutation, in order; it stops where an entry has to be fetched and
 * goes on when that is there. Confined to the loop.
 */
final class BlockTask {
    /** While others change the cache all the time, a count is as good as it is by then. */
    private static final int COUNT_WAITS_MAX = 3;

    private final Owner owner;
    private final Sessions sessions;
    private final Link link;
    private final Block block;
    private final Runnable resume;
    private final Lookup lookup;
    private final Nacks nacks;
    private int cursor;
    private int countWaits;
    /** Where the cursor stood when what somebody watches could not be read; -1 for nowhere. */
    private int unreadable = -1;

    /**
     * A task for a block.
     *
     * @param resume is run when it can go on after {@link #run} has returned false
     */
    BlockTask(Owner owner, Sessions sessions, Link link, Block block, Runnable resume) {
        this.owner = owner;
        this.sessions = sessions;
        this.link = link;
        this.block = block;
        this.resume = resume;
        this.lookup = new Lookup(owner);
        this.nacks = new Nacks(link, block.session());
    }

    /** Goes on as far as it can; false if it has to wait. */
    boolean run() {
        String refusal = sessions.refusal(block, link.principal());
        while (refusal != null && cursor < block.entries().size()) {
            nacks.add(Nack.Reason.NOT_AUTHORISED, block.entries().get(cursor++).mutation(), refusal);
        }
        while (cursor < block.entries().size()) {
            if (!step(block.entries().get(cursor))) {
                return false;
            }
            cursor++;
        }
        return true;
    }

    /** Handles one mutation; false if it has to wait for an entry, which is being fetched then. */
    private boolean step(BlockEntry entry) {
        Mutation mutation = entry.mutation();
        CellState cell = owner.cells().find(mutation.cell());
        if (!canBeDecided(cell, mutation)) {
            return true;
        }
        SessionMark mark = sessions.markOf(cell, block, link.principal());
        if (mark == null) {
            nacks.add(Nack.Reason.NOT_AUTHORISED, mutation, "the session is another writer's");
            return true;
        }
        if (mutation.number() <= mark.last()) {
            repeat(mark, entry);
            return true;
        }
        if (mutation.prev() != mark.last()) {
            nacks.gap(mutation, mark.last());
            return true;
        }
        mark.confirm(entry.confirmed());
        if (mark.isFull()) {
            nacks.add(Nack.Reason.RETRY_AFTER, mutation, "too many results of the cell are not confirmed");
            return true;
        }
        return decide(cell, mark, entry);
    }

    private boolean canBeDecided(CellState cell, Mutation mutation) {
        if (cell == null || !liesThere(mutation)) {
            nacks.add(Nack.Reason.MOVED, mutation, "this node does not hold the cell");
        } else if (owner.log().state() == LogState.FAILED || owner.log().state() == LogState.CLOSED) {
            nacks.add(Nack.Reason.UNUSABLE, mutation, "the storage role of this node has stopped");
        } else if (owner.cells().isBroken(mutation.cell())) {
            nacks.add(Nack.Reason.UNUSABLE, mutation, "records of the cell are damaged");
        } else if (owner.log().state() == LogState.FULL && takesSpace(mutation.kind())) {
            nacks.add(Nack.Reason.STORAGE_FULL, mutation, "the disk of this node is full");
        } else if (owner.table().isFull() && owner.committer().failure() != null) {
            nacks.add(
                    Nack.Reason.UNUSABLE, mutation, owner.committer().failure().getMessage());
        } else {
            return true;
        }
        return false;
    }

    private boolean liesThere(Mutation mutation) {
        return switch (mutation.kind()) {
            case PUT, REMOVE, TOUCH ->
                owner.keys().cells().of(owner.keys().positionOf(mutation.key())) == mutation.cell();
            case CLEAR, WITHDRAW, LOST, MESSAGE, SETTINGS, DESTROY -> true;
        };
    }

    private static boolean takesSpace(Kind kind) {
        return switch (kind) {
            case PUT, TOUCH, MESSAGE, SETTINGS -> true;
            case REMOVE, CLEAR, WITHDRAW, LOST, DESTROY -> false;
        };
    }

    /** Gives the answer it gave before; it is told when it may be. */
    private void repeat(SessionMark mark, BlockEntry entry) {
        Mutation mutation = entry.mutation();
        mark.confirm(entry.confirmed());
        Recorded recorded = mark.find(mutation.number());
        if (recorded == null) {
            Result known =
                    new Result(mutation.number(), mutation.cell(), Outcome.ALREADY_CONFIRMED, Version.NONE, 0, null);
            owner.sender().send(link, block.session(), known);
        } else if (isSame(recorded, mutation)) {
            answer(recorded);
        } else {
            nacks.add(Nack.Reason.NOT_AUTHORISED, mutation, "two mutations have this number: the session is copied");
        }
    }

    private static boolean isSame(Recorded recorded, Mutation mutation) {
        return mutation.kind() == Kind.WITHDRAW
                || mutation.kind() == Kind.LOST
                || recorded.result().outcome() == Outcome.WITHDRAWN
                || recorded.contentHash() == Evaluator.ANY_CONTENT
                || recorded.contentHash() == Evaluator.contentHash(mutation);
    }

    private boolean decide(CellState cell, SessionMark mark, BlockEntry entry) {
        Mutation mutation = entry.mutation();
        long now = owner.time().millis();
        Effect refusal = refusalOf(mutation, entry, now);
        if (refusal != null) {
            record(cell, mark, refusal, null);
            return true;
        }
        if (waitsForCount(mutation)) {
            return false;
        }
        boolean bounded = mutation.kind() == Kind.PUT && owner.bounds().neverEvicts(mutation.cache());
        boolean watched = isWatched(mutation);
        Current current = countOf(mutation);
        if (bounded || watched || Evaluator.needsEntry(mutation)) {
            PlacedKey placed = owner.placed(new CacheKey(mutation.cache(), mutation.key()));
            current = find(placed, mutation, watched, now);
            if (Lookup.isMissing(current)) {
                fetchRest();
                return false;
            }
            current = withoutOverdue(cell, placed, current, now);
        }
        boolean refused = bounded && isRefused(mutation, current);
        Effect effect = refused
                ? Evaluator.refuse(block.session(), entry, Outcome.REJECTED, now)
                : Evaluator.decide(block.session(), forThisOwner(cell, entry), current, now);
        record(cell, mark, effect, current);
        afterwards(mutation);
        return true;
    }

    /** How a mutation ends that is refused whatever entry is there; null if none of that is so. */
    private Effect refusalOf(Mutation mutation, BlockEntry entry, long now) {
        if (isOfDestroyed(mutation)) {
            return Evaluator.refuse(block.session(), entry, Outcome.NO_SUCH_CACHE, now);
        }
        if (mutation.kind() == Kind.CLEAR && isKeptForWatchers(mutation)) {
            return Evaluator.refuse(block.session(), entry, Outcome.CONDITION_NOT_MET, now);
        }
        long busyMillis = owner.keyLeases().busyMillis(link, mutation);
        return busyMillis > 0 ? Evaluator.holdOff(block.session(), entry, busyMillis, now) : null;
    }

    private void record(CellState cell, SessionMark mark, Effect effect, Current before) {
        Recorded recorded = owner.journal().record(cell, mark, effect, link);
        if (owner.watches().isWatched(effect.key().cache())) {
            if (effect.change() == Effect.Change.DESTROYED) {
                owner.watches().destroyed(effect.key().cache(), recorded.release());
            } else {
                owner.watches().recorded(effect, before, recorded);
            }
        }
        answer(recorded);
        owner.committer().changed();
    }

    /** Whoever watches is told of each entry, which a CLEAR does not. */
    private boolean isKeptForWatchers(Mutation mutation) {
        return mutation.condition().kind() == Condition.Kind.ABSENT
                && owner.watches().isWatched(mutation.cache());
    }

    private boolean isOfDestroyed(Mutation mutation) {
        return switch (mutation.kind()) {
            case PUT, REMOVE, TOUCH, CLEAR, SETTINGS -> owner.node().isDestroyed(mutation.cache());
            case WITHDRAW, LOST, MESSAGE, DESTROY -> false;
        };
    }

    /** How many entries a clear removes, if that is asked for; else null. */
    private Current countOf(Mutation mutation) {
        return isCounting(mutation)
                ? Evaluator.counted(
                        owner.table().count(mutation.cache(), mutation.cell()).entries())
                : null;
    }

    private static boolean isCounting(Mutation mutation) {
        return mutation.kind() == Kind.CLEAR && mutation.wantsOld();
    }

    /** What was changed without being looked at counts too much until it is committed: then a count waits for that. */
    private boolean waitsForCount(Mutation mutation) {
        if (!isCounting(mutation)
                || countWaits == COUNT_WAITS_MAX
                || owner.table().isExact(mutation.cache(), mutation.cell())) {
            return false;
        }
        countWaits++;
        owner.committer().afterCommit(resume);
        owner.committer().hurry();
        return true;
    }

    private Current withoutOverdue(CellState cell, PlacedKey placed, Current current, long now) {
        if (current == null || current.expiryMillis() == 0 || current.expiryMillis() > now) {
            return current;
        }
        owner.expire(cell, placed.key(), Lookup.valueOf(current), now);
        return null;
    }

    private Current find(PlacedKey placed, Mutation mutation, boolean watched, long now) {
        boolean valueNeeded = Evaluator.needsValue(mutation);
        Current current = lookup.find(placed, watched || valueNeeded, now);
        // A value that cannot be read keeps nobody from writing another one: who watches is not told the old one.
        return Lookup.isMissing(current) && cursor == unreadable && !valueNeeded
                ? lookup.find(placed, false, now)
                : current;
    }

    /** True if somebody is to be told what becomes of the entry, and so what was there. */
    private boolean isWatched(Mutation mutation) {
        return switch (mutation.kind()) {
            case PUT, REMOVE, TOUCH -> owner.watches().isWatched(mutation.cache());
            case CLEAR, WITHDRAW, LOST, MESSAGE, SETTINGS, DESTROY -> false;
        };
    }

    private boolean isRefused(Mutation mutation, Current current) {
        long before = current == null ? -mutation.key().length : current.image().value().length;
        long more = mutation.value().length - before;
        return owner.bounds().refuses(mutation.cache(), current == null ? 1 : 0, more);
    }

    /** A message is kept under its sender and the place it gets here, which orders messages as they came. */
    private BlockEntry forThisOwner(CellState cell, BlockEntry entry) {
        Mutation m = entry.mutation();
        if (m.kind() != Kind.MESSAGE) {
            return entry;
        }
        byte[] key = ByteBuffer.allocate(NodeId.BYTES + Long.BYTES)
                .put(link.principal().toBytes())
                .putLong(cell.index() + 1)
                .array();
        Mutation placed = new Mutation(
                m.number(),
                m.prev(),
                m.cell(),
                m.kind(),
                m.wantsOld(),
                m.durability(),
                m.lifeMillis(),
                CacheId.QUEUE,
                m.condition(),
                key,
                m.value());
        return new BlockEntry(entry.confirmed(), placed);
    }

    private void afterwards(Mutation mutation) {
        if (mutation.kind() == Kind.SETTINGS) {
            owner.bounds().set(mutation.cache(), CacheSettings.of(mutation.value()));
            owner.journal().node(owner.node());
            owner.committer().nodeChanged();
        } else if (mutation.kind() == Kind.DESTROY) {
            owner.bounds().forget(mutation.cache());
            owner.committer().nodeChanged();
        } else if (mutation.kind() == Kind.LOST) {
            sessions.lost(block.session(), mutation);
        }
    }

    private void answer(Recorded recorded) {
        // What an earlier run has recorded it may not have released.
        Release release = recorded.release() == null ? owner.releases().start() : recorded.release();
        SessionId session = block.session();
        release.then(() -> owner.sender().send(link, session, recorded.result()));
    }

    /** Fetches, in one go, what this and the later mutations of the block need. */
    private void fetchRest() {
        List<PlacedKey> keys = new ArrayList<>();
        boolean valuesWanted = false;
        for (BlockEntry entry : block.entries().subList(cursor, block.entries().size())) {
            Mutation mutation = entry.mutation();
            boolean watched = isWatched(mutation);
            if (watched || Evaluator.needsEntry(mutation) || owner.bounds().neverEvicts(mutation.cache())) {
                keys.add(owner.placed(new CacheKey(mutation.cache(), mutation.key())));
                valuesWanted |= watched || Evaluator.needsValue(mutation);
            }
        }
        lookup.fetch(keys, valuesWanted, this::onFetched);
    }

    private void onFetched(SwarmException failure) {
        Mutation mutation = block.entries().get(cursor).mutation();
        if (failure != null && isWatched(mutation) && !Evaluator.needsValue(mutation) && unreadable != cursor) {
            unreadable = cursor;
        } else if (failure != null) {
            // The mutation has not ended: the writer sends it again, or gives up at its deadline.
            nacks.add(Nack.Reason.UNUSABLE, mutation, failure.getMessage());
            cursor = block.entries().size();
        }
        resume.run();
    }
}
