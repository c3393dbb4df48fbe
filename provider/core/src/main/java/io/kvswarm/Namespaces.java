package io.kvswarm;

import io.kvswarm.api.Durability;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.storage.CacheSettings;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.write.Draft;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Namespaces by name: entries of the catalogue, made on condition that there is none, so that one maker wins (RULES
 * 20). Safe from any thread.
 */
final class Namespaces {
    private static final int NAME_BYTES_MAX = 1024;

    private final RunningSwarm swarm;

    Namespaces(RunningSwarm swarm) {
        this.swarm = swarm;
    }

    CompletableFuture<Namespace> open(String name, NamespaceSettings settings) {
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        if (key.length == 0 || key.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "namespace name has " + key.length + " bytes of UTF-8, expected 1 to " + NAME_BYTES_MAX);
        }
        CacheSettings wanted = new CacheSettings(settings.maxEntries(), settings.maxBytes(), settings.evicts());
        Draft make = Draft.put(CacheId.CATALOGUE, key, wanted.toBytes(), Durability.FSYNC)
                .when(Condition.ABSENT)
                .wantingOld();
        return swarm.write(make, FlushOptions.RECEIPT).thenCompose(result -> {
            requireSame(name, wanted, result);
            CacheId cache = idOf(result);
            List<Draft> told = swarm.aCellOfEachOwner().stream()
                    .map(cell -> Draft.settings(cache, cell, wanted.toBytes(), Durability.OS))
                    .toList();
            return swarm.log(told).thenApply(done -> new NamespaceView(swarm, name, cache));
        });
    }

    private static CacheId idOf(Result result) {
        boolean made = result.outcome() == Outcome.APPLIED;
        return CacheId.made(
                result.cell(), made ? result.version() : result.entry().version());
    }

    private static void requireSame(String name, CacheSettings wanted, Result result) {
        if (result.outcome() == Outcome.APPLIED) {
            return;
        }
        CacheSettings there = CacheSettings.of(result.entry().value());
        if (!there.equals(wanted)) {
            throw new SwarmException(
                    ErrorCode.REJECTED,
                    "namespace \"" + name + "\" was made with " + there + ", not with " + wanted
                            + "; open it with the settings it was made with");
        }
    }
}
