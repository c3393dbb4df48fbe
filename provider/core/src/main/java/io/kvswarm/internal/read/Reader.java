package io.kvswarm.internal.read;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.Page;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.wire.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads for this node. Confined to its loop: every method is called there, every future completes there.
 *
 * <p>A read fails with {@code UNREACHABLE} if its owner has not answered at the deadline, {@code CORRUPT} if what is
 * stored does not verify, {@code NO_SUCH_CACHE} if the cache was destroyed, {@code NOT_AUTHORISED} if the owner lets
 * this node not read, {@code QUEUE_FULL} if too many reads wait, {@code CLOSED} once this node is closed.
 */
public final class Reader {
    private final Loop loop;
    private final Routing routing;
    private final OwnWrites own;
    private final Questions questions;

    /** A reader of the cells that {@code routing} tells. */
    public Reader(Loop loop, Owners owners, Routing routing, OwnWrites own, ReadSettings settings) {
        this.loop = loop;
        this.routing = routing;
        this.own = own;
        this.questions = new Questions(loop, owners, routing, own, settings);
    }

    /** Reads one key. */
    public CompletableFuture<ReadAnswer> get(CacheKey key, GetOptions options) {
        return get(key, options, null);
    }

    /** Reads one key; {@code keep} may want to keep what the owner answers. */
    public CompletableFuture<ReadAnswer> get(CacheKey key, GetOptions options, Keep keep) {
        loop.assertInside();
        int cell = routing.cellOf(key.key());
        Answer answer = own.find(key, cell);
        if (answer != null) {
            return CompletableFuture.completedFuture(
                    new ReadAnswer(answer.entry(), loop.clock().nanos()));
        }
        KeyRequest request = new KeyRequest(key, cell, options.waitForOwner(), keep);
        questions.start(request, options.timeout().toNanos());
        return request.answer();
    }

    /** Reads keys; the answers are in their order. Fails if one fails. */
    public CompletableFuture<List<ReadAnswer>> getAll(List<CacheKey> keys, GetOptions options) {
        List<CompletableFuture<ReadAnswer>> answers = new ArrayList<>(keys.size());
        for (CacheKey key : keys) {
            answers.add(get(key, options));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }

    /**
     * Reads one page of a cell.
     *
     * @param after        last key of the page before; null for the first
     * @param limit        most entries wanted, 1 to 4,096
     * @param valuesWanted false for keys and versions only
     * @return the page; {@link CursorPage#isLast} tells that the cell has no more
     */
    public CompletableFuture<CursorPage> scan(
            CacheId cache, int cell, byte[] after, int limit, boolean valuesWanted, GetOptions options) {
        loop.assertInside();
        PageRequest request = new PageRequest(cache, cell, after, limit, valuesWanted, options.waitForOwner());
        questions.start(request, options.timeout().toNanos());
        return request.page();
    }

    /**
     * Walks over all entries of a cache, cell by cell; entries that exist throughout are given exactly once.
     *
     * @param limit        most entries of a page, 1 to 4,096
     * @param valuesWanted false for keys and versions only
     * @param options      for each page
     */
    public Cursor cursor(CacheId cache, int limit, boolean valuesWanted, GetOptions options) {
        return new Cursor((cell, after) -> scan(cache, cell, after, limit, valuesWanted, options), routing.cells());
    }

    /**
     * Reads one page over as many cells as it takes.
     *
     * @param cell  where to begin
     * @param after key of that cell to begin behind; null for its start
     * @param limit most entries, 1 to 4,096
     */
    public CompletableFuture<WalkPage> page(CacheId cache, int cell, byte[] after, int limit, GetOptions options) {
        loop.assertInside();
        long askedNanos = loop.clock().nanos();
        return new PageWalk(this, cache, routing.cells(), limit, options, askedNanos).from(cell, after);
    }

    /** A link to a node is open. */
    public void onLink(Link link) {
        loop.assertInside();
        questions.onLink(link);
    }

    /** The node at the other end of a link has said that it serves; it may not have when the link was opened. */
    public void onServing(Link link) {
        loop.assertInside();
        questions.onServing(link);
    }

    /** A link has ended. */
    public void onLinkEnd(Link link) {
        loop.assertInside();
        questions.onLinkEnd(link);
    }

    /** Another config is in force: owners may have changed. */
    public void onRouting() {
        loop.assertInside();
        questions.onRouting();
    }

    /** {@code node} will not let this one in: what waits for it fails. */
    public void onRefused(NodeId node, SwarmException refusal) {
        loop.assertInside();
        questions.onRefused(node, refusal);
    }

    /** An owner's answers to keys. */
    public void onEntries(Link link, Entries entries) {
        loop.assertInside();
        Asked asked = questions.answered(link, entries.requestId());
        if (asked == null) {
            return;
        }
        List<? extends Request> requests = asked.requests();
        if (entries.answers().size() != requests.size()) {
            link.close("it answered " + entries.answers().size() + " keys of " + requests.size());
            return;
        }
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i) instanceof KeyRequest request && !request.hasEnded) {
                request.answered(link, entries.answers().get(i), entries.isHeld(i));
                onAnswer(asked, request, entries.answers().get(i));
            }
        }
        questions.afterAnswers();
    }

    private void onAnswer(Asked asked, KeyRequest request, Answer answer) {
        switch (answer.status()) {
            case PRESENT, ABSENT -> {
                questions.end(request);
                request.answer().complete(new ReadAnswer(answer.entry(), asked.sentNanos()));
            }
            case LATER, MOVED, CORRUPT, NOT_AUTHORISED, UNUSABLE, NO_SUCH_CACHE ->
                questions.refused(asked, request, answer.status());
        }
    }

    /** An owner's answer to a scan. */
    public void onPage(Link link, Page page) {
        loop.assertInside();
        Asked asked = questions.answered(link, page.requestId());
        if (asked == null || !(asked.requests().get(0) instanceof PageRequest request) || request.hasEnded) {
            return;
        }
        if (page.status() == Answer.Status.PRESENT || page.status() == Answer.Status.ABSENT) {
            questions.end(request);
            List<PageEntry> entries = List.copyOf(page.entries());
            request.page().complete(new CursorPage(request.cell(), entries, asked.sentNanos(), page.last()));
        } else {
            questions.refused(asked, request, page.status());
        }
        questions.afterAnswers();
    }

    /** Keys and pages that have not ended. */
    public int pendingCount() {
        return questions.pendingCount();
    }

    /** Fails what has not ended; nothing may be asked any more. */
    public void close() {
        loop.assertInside();
        questions.close(new SwarmException(ErrorCode.CLOSED, "this node is closed"));
    }
}
