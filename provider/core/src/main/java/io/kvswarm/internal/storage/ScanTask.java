package io.kvswarm.internal.storage;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.ScanPage;
import io.kvswarm.internal.store.ScanRange;
import io.kvswarm.internal.store.StoredEntry;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Page;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.wire.Scan;
import java.util.ArrayList;
import java.util.List;

/** One page of a scan; it goes out when every change it shows is released. Confined to the loop. */
final class ScanTask {
    private static final int PAGE_BYTES_MAX = 4 << 20;

    private final Owner owner;
    private final Link link;
    private final Scan scan;
    private final List<PageEntry> entries = new ArrayList<>();
    private ScanRange range;

    ScanTask(Owner owner, Link link, Scan scan) {
        this.owner = owner;
        this.link = link;
        this.scan = scan;
    }

    void run() {
        if (!owner.access().mayRead(link.principal())) {
            refuse(Answer.Status.NOT_AUTHORISED);
        } else if (owner.cells().find(scan.cell()) == null) {
            refuse(Answer.Status.MOVED);
        } else if (owner.cells().isBroken(scan.cell())) {
            refuse(Answer.Status.CORRUPT);
        } else if (owner.node().isDestroyed(scan.cache())) {
            owner.releases().all().then(() -> refuse(Answer.Status.NO_SUCH_CACHE));
        } else {
            range = firstRange();
            owner.table().scan(range, this::onPage);
        }
    }

    private ScanRange firstRange() {
        Cells cells = owner.keys().cells();
        long from = scan.hasAfter() ? owner.keys().positionOf(scan.after()) : cells.first(scan.cell());
        byte[] after = scan.hasAfter() ? scan.after() : null;
        return new ScanRange(scan.cache(), from, after, cells.last(scan.cell()), scan.limit(), PAGE_BYTES_MAX);
    }

    private void onPage(ScanPage page, SwarmException failure) {
        if (failure != null) {
            refuse(failure.code() == ErrorCode.CORRUPT ? Answer.Status.CORRUPT : Answer.Status.UNUSABLE);
        } else {
            Release shown = owner.releases().all();
            take(page, 0, shown);
        }
    }

    private void take(ScanPage page, int next, Release shown) {
        long now = owner.time().millis();
        for (int i = next; i < page.entries().size(); i++) {
            StoredEntry entry = page.entries().get(i);
            if (entry.isOverdue(now)) {
                continue;
            }
            if (scan.valuesWanted() && entry.value() == null) {
                load(page, i, shown);
                return;
            }
            entries.add(image(entry, now));
        }
        finish(page, shown);
    }

    private void load(ScanPage page, int at, Release shown) {
        StoredEntry entry = page.entries().get(at);
        owner.table().value(entry, (value, failure) -> {
            if (failure != null) {
                refuse(failure.code() == ErrorCode.CORRUPT ? Answer.Status.CORRUPT : Answer.Status.UNUSABLE);
                return;
            }
            if (value != null) {
                entries.add(image(entry.withValue(value), owner.time().millis()));
            }
            // A null value: the entry has changed since the page was read, and its record is gone; a new one follows
            // it.
            take(page, at + 1, shown);
        });
    }

    private PageEntry image(StoredEntry entry, long now) {
        long life = entry.expiryMillis() == 0 ? EntryImage.FOR_EVER : entry.expiryMillis() - now;
        byte[] value = scan.valuesWanted() ? entry.value() : Effect.NOTHING;
        return new PageEntry(entry.key().key(), new EntryImage(entry.version(), life, value));
    }

    private void finish(ScanPage page, Release shown) {
        if (entries.isEmpty() && page.last() != null) {
            // Everything of the page was overdue: an empty page that is not the last would give the reader no key to go
            // on from.
            range = range.after(page.last());
            owner.table().scan(range, this::onPage);
            return;
        }
        Page answer = new Page(scan.requestId(), Answer.Status.PRESENT, List.copyOf(entries), page.last() == null);
        shown.then(() -> link.send(answer));
    }

    private void refuse(Answer.Status status) {
        link.send(new Page(scan.requestId(), status, List.of(), true));
    }
}
