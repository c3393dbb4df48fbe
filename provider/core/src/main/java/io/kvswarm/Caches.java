package io.kvswarm;

import io.kvswarm.api.Durability;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.Level;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.storage.CacheSettings;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.spi.CacheEngine;
import io.kvswarm.spi.CachePlan;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Caches and namespaces of a running swarm by name. Safe from any thread. */
final class Caches implements CacheEngine {
    /** So long an owner that is away may take to hear that a cache is destroyed, while this process runs. */
    private static final FlushOptions UNTIL_HEARD = new FlushOptions(Level.RECEIPT, Durability.OS, Duration.ofHours(1));
    /** So long a caller waits for that. */
    private static final long DESTROY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final byte[] NO_ATTRIBUTES = {};

    private final OwnerCalls calls;
    private final Catalogue catalogue;

    Caches(OwnerCalls calls) {
        this.calls = calls;
        this.catalogue = new Catalogue(calls);
    }

    @Override
    public CompletableFuture<List<String>> names() {
        return catalogue.names();
    }

    @Override
    public CompletableFuture<CacheStore> find(String name, Patience patience) {
        return catalogue.find(name, patience).thenApply(place -> place == null ? null : view(name, place));
    }

    @Override
    public CompletableFuture<Creation> create(String name, CachePlan plan, Patience patience) {
        return make(name, plan, patience).thenApply(place -> new Creation(view(name, place), place.isMade()));
    }

    private StoreView view(String name, Catalogue.Place place) {
        return new StoreView(calls, name, place.id(), place.plan());
    }

    /** A namespace: fails with {@code REJECTED} if it was made with other settings. */
    CompletableFuture<Catalogue.Place> open(String name, NamespaceSettings settings) {
        return make(name, new CachePlan(settings, NO_ATTRIBUTES), Patience.DEFAULT)
                .thenApply(place -> {
                    requireSame(name, settings, place.plan().bounds());
                    return place;
                });
    }

    private static void requireSame(String name, NamespaceSettings wanted, NamespaceSettings there) {
        if (!there.equals(wanted)) {
            throw new SwarmException(
                    ErrorCode.REJECTED,
                    "namespace \"" + name + "\" was made with " + there + ", not with " + wanted
                            + "; open it with the settings it was made with");
        }
    }

    private CompletableFuture<Catalogue.Place> make(String name, CachePlan wanted, Patience patience) {
        return catalogue.make(name, wanted, patience).thenCompose(this::tellSettings);
    }

    /** Also who did not make it tells its bounds: the maker may have ended before it could. */
    private CompletableFuture<Catalogue.Place> tellSettings(Catalogue.Place place) {
        CacheSettings settings = CatalogueFormat.settingsOf(place.plan().bounds());
        if (settings.equals(CacheSettings.UNBOUNDED)) {
            return calls.completed(place);
        }
        List<Draft> told = calls.aCellOfEachOwner().stream()
                .map(cell -> Draft.settings(place.id(), cell, settings.toBytes(), Durability.OS))
                .toList();
        return calls.log(told).thenApply(done -> place);
    }

    @Override
    public CompletableFuture<Boolean> destroy(CacheStore cache) {
        if (!(cache instanceof StoreView view) || view.calls() != calls) {
            throw new IllegalArgumentException(cache + " is not a cache of this node");
        }
        return catalogue.remove(view.name(), view.id()).thenCompose(isRemoved -> tellDestroyed(view.id(), isRemoved));
    }

    /** Also who came too late tells: the other one may have ended before it could. */
    private CompletableFuture<Boolean> tellDestroyed(CacheId id, boolean isRemoved) {
        int cells = calls.cells();
        List<Draft> drafts = new ArrayList<>(cells);
        for (int cell = 0; cell < cells; cell++) {
            drafts.add(Draft.destroy(id, cell, Durability.OS));
        }
        // An owner that cannot be told now is told when it is back; the name is free already.
        CompletableFuture<Boolean> told = calls.together(calls.writeAll(drafts, UNTIL_HEARD), results -> isRemoved);
        calls.completeAfter(DESTROY_NANOS, isRemoved, told);
        return told;
    }
}
