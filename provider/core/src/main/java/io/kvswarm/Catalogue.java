package io.kvswarm;

import io.kvswarm.api.Durability;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.Patience;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The cache whose entries are the caches, keyed by their names (RULES 20). Safe from any thread.
 *
 * <p>Entries are made on condition that there is none and removed on condition of their version, so that of several
 * makers or destroyers one wins.
 */
final class Catalogue {
    private static final int NAME_BYTES_MAX = 1024;
    private static final int PAGE_ENTRIES = 4096;

    private final OwnerCalls calls;

    Catalogue(OwnerCalls calls) {
        this.calls = calls;
    }

    /** A cache, what it was made with, and whether the call that gave this made it. */
    static final class Place {
        private final CacheId id;
        private final CachePlan plan;
        private final boolean isMade;

        private Place(CacheId id, CachePlan plan, boolean isMade) {
            this.id = id;
            this.plan = plan;
            this.isMade = isMade;
        }

        CacheId id() {
            return id;
        }

        CachePlan plan() {
            return plan;
        }

        boolean isMade() {
            return isMade;
        }
    }

    /** Makes an entry unless there is one. */
    CompletableFuture<Place> make(String name, CachePlan wanted, Patience patience) {
        byte[] key = keyOf(name);
        Draft draft = Draft.put(CacheId.CATALOGUE, key, CatalogueFormat.toBytes(wanted), Durability.FSYNC)
                .when(Condition.ABSENT)
                .wantingOld();
        FlushOptions wait = FlushOptions.RECEIPT.withTimeout(patience.deadline());
        SwarmFuture<Result> made = patience.waitsForAway()
                ? calls.write(draft, wait)
                : calls.writeAllWithoutAway(List.of(draft), wait).get(0);
        return made.converted(result -> placeOf(name, wanted, result));
    }

    private static Place placeOf(String name, CachePlan wanted, Result result) {
        if (result.outcome() == Outcome.APPLIED) {
            return new Place(CacheId.made(result.cell(), result.version()), wanted, true);
        }
        EntryImage there = result.entry();
        return new Place(
                CacheId.made(result.cell(), there.version()), CatalogueFormat.read(name, there.value()), false);
    }

    /** What is under a name; null if nothing is. */
    CompletableFuture<Place> find(String name, Patience patience) {
        byte[] key = keyOf(name);
        return calls.get(new CacheKey(CacheId.CATALOGUE, key), GetOptions.DEFAULT.withTimeout(patience.deadline()))
                .converted(image -> image == null
                        ? null
                        : new Place(
                                CacheId.made(calls.cellOf(key), image.version()),
                                CatalogueFormat.read(name, image.value()),
                                false));
    }

    /** Removes the entry of a cache; false if it is gone already. */
    CompletableFuture<Boolean> remove(String name, CacheId id) {
        Draft draft =
                Draft.remove(CacheId.CATALOGUE, keyOf(name), Durability.FSYNC).when(Condition.version(id.version()));
        return calls.write(draft, FlushOptions.RECEIPT).converted(result -> result.outcome() == Outcome.APPLIED);
    }

    /** All names. */
    CompletableFuture<List<String>> names() {
        return names(0, null, new ArrayList<>());
    }

    private CompletableFuture<List<String>> names(int cell, byte[] after, List<String> found) {
        return calls.scan(CacheId.CATALOGUE, cell, after, PAGE_ENTRIES, GetOptions.DEFAULT)
                .thenCompose(page -> {
                    for (PageEntry entry : page.entries()) {
                        found.add(new String(entry.key(), StandardCharsets.UTF_8));
                    }
                    return page.nextCell() < 0
                            ? calls.completed(found)
                            : names(page.nextCell(), page.nextAfter(), found);
                });
    }

    /** The key of a name; every name that is allowed has one of its own. */
    private static byte[] keyOf(String name) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        if (key.length == 0 || key.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "cache name has " + key.length + " bytes of UTF-8, expected 1 to " + NAME_BYTES_MAX);
        }
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "cache name has half a surrogate pair, which UTF-8 cannot say; expected whole characters", e);
        }
        return key;
    }
}
