package io.kvswarm.internal.node;

import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.identity.Signatures;
import io.kvswarm.internal.log.LogIdentity;
import io.kvswarm.internal.log.LogKeys;
import io.kvswarm.internal.log.LogPlace;
import io.kvswarm.internal.log.OpenedLog;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.Replay;
import io.kvswarm.internal.storage.Access;
import io.kvswarm.internal.storage.StorageNode;
import io.kvswarm.internal.storage.StorageOpening;
import io.kvswarm.internal.store.StorePlace;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A node's storage role with its log and index, and the link on which the node is its own client. Confined to the loop.
 */
final class StorageRole {
    private final NodeEnvironment environment;
    private final NodeSettings settings;
    private final NodeWorkers workers;
    private final Access access;
    private final Dispatch dispatch;
    private StorageNode storage;
    private LocalLink clientEnd;
    private Loop.Timer heartbeat;

    StorageRole(
            NodeEnvironment environment, NodeSettings settings, NodeWorkers workers, Access access, Dispatch dispatch) {
        this.environment = environment;
        this.settings = settings;
        this.workers = workers;
        this.access = access;
        this.dispatch = dispatch;
    }

    CompletableFuture<StorageNode> open(ConfigDocument config) {
        StorePlace store = new StorePlace(
                environment.loop(), workers.of("index"), workers.of("index-reads"), environment.random());
        ConfigKeySpace keys = new ConfigKeySpace(config);
        LogIdentity identity = new LogIdentity(config.swarm(), environment.key().id(), "log");
        StorageOpening.Place place = new StorageOpening.Place(
                store,
                environment.disk(),
                opener(identity),
                () -> environment.index().open(identity, keys.cells()));
        StorageOpening.Claim claim = new StorageOpening.Claim(keys, access, claimOf(config));
        return StorageOpening.open(place, claim, settings.storage()).thenApply(opened -> {
            storage = opened;
            LocalLink.Ends ends = new LocalLink.Ends(environment.key().id(), environment.principal());
            clientEnd =
                    LocalLink.between(environment.loop(), ends, dispatch.hello(), dispatch::onMessage, this::fromSelf);
            beat();
            return opened;
        });
    }

    /** Null until it is open. */
    StorageNode storage() {
        return storage;
    }

    /** The client's end of the link to itself; null until it is open. */
    Link clientEnd() {
        return clientEnd;
    }

    CompletableFuture<Void> close() {
        if (storage == null) {
            return CompletableFuture.completedFuture(null);
        }
        heartbeat.cancel();
        clientEnd.close("closing");
        return storage.close();
    }

    /** Other nodes learn with every heartbeat how far this one's log is synced; so does its own client side. */
    private void beat() {
        heartbeat = environment
                .loop()
                .schedule(TimeUnit.MILLISECONDS.toNanos(settings.peer().heartbeatMillis()), this::beat);
        dispatch.onMessage(clientEnd, dispatch.pong(0));
    }

    private void fromSelf(Link link, Message message) {
        if (dispatch.isAllowed(link, message)) {
            dispatch.onMessage(link, message);
        }
    }

    private Function<Replay, CompletableFuture<OpenedLog>> opener(LogIdentity identity) {
        Disk disk = environment.disk();
        LogKeys keys = new LogKeys(new KeySigner(environment.key()), Signatures::verify);
        if (disk == null) {
            return replay -> CompletableFuture.completedFuture(RecordLog.inMemory(environment.loop(), identity, keys));
        }
        LogPlace place = new LogPlace(environment.loop(), workers.of("log"), workers.of("log-reads"), disk);
        return replay -> RecordLog.open(place, identity, keys, settings.log(), replay);
    }

    /** The cells the config gives this node, taken under its epoch. */
    private Map<Integer, Long> claimOf(ConfigDocument config) {
        Map<Integer, Long> cells = new HashMap<>();
        for (int cell : config.cells().cellsOf(environment.key().id())) {
            cells.put(cell, config.epoch());
        }
        return cells;
    }
}
