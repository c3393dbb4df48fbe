package io.kvswarm;

import io.kvswarm.api.Entry;
import io.kvswarm.api.EntryPage;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.MutationId;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Receipt;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.SwarmStatus;
import io.kvswarm.api.Write;
import io.kvswarm.api.WriteResult;
import io.kvswarm.spi.CacheEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * A node of a swarm: writer, reader and, when it listens and its config gives it a capacity, storage node. Safe from
 * any thread.
 *
 * <pre>{@code
 * SwarmConfig config = SwarmConfig.parse(Files.readString(Path.of("config.json")));
 * try (KvSwarm swarm = KvSwarm.open(Path.of("x"), config)) {
 *     swarm.connect();
 *     swarm.put("greeting", "hi");
 *     swarm.flush(FlushOptions.RECEIPT).join();
 *     swarm.get("greeting").join().map(Entry::valueText).ifPresent(System.out::println);
 * }
 * }</pre>
 *
 * <p>Opening starts one network thread and, with a directory, threads for its files. A directory belongs to one
 * process.
 */
public final class KvSwarm implements Namespace, AutoCloseable {
    private final SwarmBackend backend;
    private final Namespace entries;

    KvSwarm(SwarmBackend backend) {
        this.backend = backend;
        this.entries = backend.defaultNamespace();
    }

    /** Opens a node with its identity, outbox and data in a directory, which is made if it is not there. */
    public static KvSwarm open(Path directory, SwarmConfig config) {
        return builder().directory(directory).config(config).open();
    }

    /** Settings of a node to open. */
    public static SwarmBuilder builder() {
        return new SwarmBuilder();
    }

    /** Who this node is. */
    public NodeId id() {
        return backend.id();
    }

    /** In whose name it writes and reads: its own, or that of the writer of {@link SwarmBuilder#identity}. */
    public NodeId writer() {
        return backend.writer();
    }

    /** The config it runs; empty if it was opened without one and heard of none. */
    public Optional<SwarmConfig> config() {
        return backend.config();
    }

    /** The default namespace has no name. */
    @Override
    public String name() {
        return entries.name();
    }

    @Override
    public void put(byte[] key, byte[] value) {
        entries.put(key, value);
    }

    @Override
    public void put(byte[] key, byte[] value, Duration life) {
        entries.put(key, value, life);
    }

    @Override
    public void delete(byte[] key) {
        entries.delete(key);
    }

    @Override
    public CompletableFuture<List<Receipt>> flush(FlushOptions options) {
        return entries.flush(options);
    }

    /** Puts everything buffered into the outbox: done when it is there, delivered once the owners can be reached. */
    public CompletableFuture<List<Receipt>> flush() {
        return flush(FlushOptions.LOGGED);
    }

    @Override
    public CompletableFuture<WriteResult> write(Write write) {
        return entries.write(write);
    }

    @Override
    public CompletableFuture<Optional<Entry>> get(byte[] key, GetOptions options) {
        return entries.get(key, options);
    }

    @Override
    public CompletableFuture<List<Optional<Entry>>> getAll(Collection<byte[]> keys, GetOptions options) {
        return entries.getAll(keys, options);
    }

    @Override
    public CompletableFuture<EntryPage> scan(Optional<EntryPage.Cursor> from, int limit, GetOptions options) {
        return entries.scan(from, limit, options);
    }

    /**
     * Opens a namespace, made with these settings if no node has made it before; then its settings are those of whoever
     * was first, and other ones are refused with {@code REJECTED}, naming the difference.
     *
     * @param name 1 to 1,024 bytes of UTF-8
     */
    public CompletableFuture<Namespace> namespace(String name, NamespaceSettings settings) {
        return backend.namespace(name, settings);
    }

    /** The caches of the swarm, for cache providers. A namespace and a cache of one name are the same. */
    public CacheEngine caches() {
        return backend.caches();
    }

    /**
     * Keeps connections to all storage nodes, and delivers what the outbox holds; done when every storage node is
     * connected once, or fails with what kept one from it. Goes on trying either way. Reads and waiting writes connect
     * on their own.
     */
    public CompletableFuture<Void> connect() {
        return backend.connect();
    }

    /** Ends all connections this node made; what is undelivered stays in the outbox. */
    public CompletableFuture<Void> disconnect() {
        return backend.disconnect();
    }

    /** Takes connections and serves the cells the config gives this node; done, with its address, when it serves. */
    public CompletableFuture<HostPort> listen(ListenOptions options) {
        return backend.listen(options);
    }

    /** The writers the config names. */
    public List<NodeId> writers() {
        return config().map(SwarmConfig::writers).orElse(List.of());
    }

    /** Makes exactly these the writers, as the config's next epoch; see {@link #setConfig}. */
    public CompletableFuture<Void> setWriters(Collection<NodeId> writers) {
        return setConfig(requireConfig().withWriters(writers));
    }

    /** Adds a writer, as the config's next epoch; see {@link #setConfig}. */
    public CompletableFuture<Void> addWriter(NodeId writer) {
        return setConfig(requireConfig().withWriter(writer));
    }

    /**
     * Removes a writer, as the config's next epoch; see {@link #setConfig}. Its open connections lose the right at
     * once.
     */
    public CompletableFuture<Void> removeWriter(NodeId writer) {
        return setConfig(requireConfig().withoutWriter(writer));
    }

    /** Changes capacities, as the config's next epoch; see {@link #setConfig}. */
    public CompletableFuture<Void> setCapacities(Map<NodeId, Long> capacities) {
        return setConfig(requireConfig().withCapacities(capacities));
    }

    /**
     * Runs a newer config from now on, and passes it to every node this one is connected to.
     *
     * <p>All storage nodes that can be reached are asked first. Fails with {@code CONFIG_REFUSED} if this node or one
     * of them would not act on it: it is older, of another swarm, a fork, or would move cells; nothing has changed
     * then.
     */
    public CompletableFuture<Void> setConfig(SwarmConfig config) {
        return backend.setConfig(config);
    }

    /** Asks every storage node how it is. */
    public CompletableFuture<SwarmStatus> status(Duration timeout) {
        return backend.status(timeout);
    }

    /**
     * What became of a change whose outcome was unknown: true if it was applied, false if not and never; fails with
     * {@code UNREACHABLE} if its owner did not answer in time, so that it is still not known.
     */
    public CompletableFuture<Boolean> outcome(MutationId change, Duration timeout) {
        return backend.outcome(change, timeout);
    }

    /** Changes in the outbox that no owner has confirmed. */
    public long queued() {
        return backend.queued();
    }

    /** Changes delivered since this node was opened, those of an earlier process included. */
    public long delivered() {
        return backend.delivered();
    }

    /** Done when the outbox is empty; gives how many changes were delivered since this node was opened. */
    public CompletableFuture<Long> whenDelivered() {
        return backend.whenDelivered();
    }

    /** Epoch of the config it runs; empty without one. */
    public OptionalLong epoch() {
        return config().map(config -> OptionalLong.of(config.epoch())).orElse(OptionalLong.empty());
    }

    /**
     * Stops: finishes what is with the disk, ends all connections, releases the directory. What was logged stays in the
     * outbox; what was only buffered is lost. Further calls fail with {@code CLOSED}.
     */
    @Override
    public void close() {
        backend.close();
    }

    private SwarmConfig requireConfig() {
        return config().orElseThrow(() -> new SwarmException(
                io.kvswarm.api.ErrorCode.CONFIG_REFUSED, "this node has no swarm config yet; open it with one"));
    }
}
