package io.kvswarm;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.MutationId;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmStatus;
import io.kvswarm.spi.CacheEngine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a {@link KvSwarm} stands on: a running node. See the methods of the same names there. */
interface SwarmBackend {
    NodeId id();

    NodeId writer();

    Optional<SwarmConfig> config();

    Namespace defaultNamespace();

    CompletableFuture<Namespace> namespace(String name, NamespaceSettings settings);

    CacheEngine caches();

    CompletableFuture<Void> connect();

    CompletableFuture<Void> disconnect();

    CompletableFuture<HostPort> listen(ListenOptions options);

    CompletableFuture<Void> setConfig(SwarmConfig config);

    CompletableFuture<SwarmStatus> status(Duration timeout);

    CompletableFuture<Boolean> outcome(MutationId change, Duration timeout);

    long queued();

    long delivered();

    CompletableFuture<Long> whenDelivered();

    void close();
}
