package io.kvswarm.internal.near;

import io.kvswarm.internal.read.Keep;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Read;

/** A read of which the answer is to be kept, unless something changes meanwhile. Confined to the loop. */
final class Fill implements Keep {
    private final Near near;
    private final NearCache cache;
    private final CacheKey key;
    private final int cell;
    private Source source;
    private LeaseTime asked;
    private boolean isSpoiled;
    private boolean isUnderWay;

    Fill(Near near, NearCache cache, CacheKey key, int cell) {
        this.near = near;
        this.cache = cache;
        this.key = key;
        this.cell = cell;
    }

    CacheKey key() {
        return key;
    }

    int cell() {
        return cell;
    }

    /** Its key changes: whatever the answer is, it is of no use behind that. */
    void spoil() {
        isSpoiled = true;
    }

    @Override
    public Read.Hold asking(Link link) {
        Source now = near.sourceOf(link);
        if (source == null) {
            source = now;
            asked = near.now();
            isUnderWay = true;
            isSpoiled = near.isChanging(key, cell);
            near.add(this);
        }
        if (isSpoiled || source != now) {
            isSpoiled = true;
            return Read.Hold.NO;
        }
        near.wantLease(source, cache);
        return cache.isCoherent() ? Read.Hold.AWAITED : Read.Hold.TOLD;
    }

    @Override
    public void answered(Link link, Answer answer, boolean isHeld) {
        if (isHeld && !isSpoiled && source.isAlive() && source.link() == link && !near.isChanging(key, cell)) {
            NearEntry.Origin origin = new NearEntry.Origin(source, asked, cell, cache.clears(cell));
            cache.put(new NearEntry(key, answer.entry(), Near.shownOf(answer.entry()), origin));
        }
    }

    @Override
    public void ended() {
        if (isUnderWay) {
            isUnderWay = false;
            near.remove(this);
        }
    }
}
