package io.kvswarm;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.base.FileDisk;
import io.kvswarm.internal.base.InlineLoop;
import io.kvswarm.internal.base.ThreadWorker;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.identity.KeyFile;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.log.LogIdentity;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.node.NodeEnvironment;
import io.kvswarm.internal.node.NodeSettings;
import io.kvswarm.internal.node.QueueNode;
import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.internal.peer.LocalRecords;
import io.kvswarm.internal.peer.NettyLoop;
import io.kvswarm.internal.peer.NettyTransport;
import io.kvswarm.internal.peer.RunDirectory;
import io.kvswarm.internal.peer.Transport;
import io.kvswarm.internal.peer.TransportSettings;
import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.Index;
import io.kvswarm.internal.store.IndexSettings;
import io.kvswarm.internal.store.MemoryIndex;
import io.kvswarm.internal.store.TableSettings;
import io.kvswarm.internal.store.XodusIndex;
import io.kvswarm.internal.write.WriteSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a running node out of a builder's settings: everything the machine gives comes in here. */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    /** One of so many parts of the heap may be counted for entries that a node without a directory has at hand. */
    private static final int HEAP_PARTS = 8;

    private final SwarmBuilder builder;
    private final SecureRandom random = new SecureRandom();
    private Transport transport = Transport.NONE;

    private Opening(SwarmBuilder builder) {
        this.builder = builder;
    }

    static SwarmBackend open(SwarmBuilder builder) {
        return new Opening(builder).open();
    }

    private SwarmBackend open() {
        SwarmConfig config = builder.config();
        FileDisk disk = builder.directory() == null ? null : new FileDisk(builder.directory());
        try {
            NodeKey lender = builder.identity() == null ? null : KeyFile.read(builder.identity());
            NodeKey key = disk == null ? NodeKey.generate(random) : KeyFile.openOrCreate(disk.path(), random);
            return start(config, disk, key, lender);
        } catch (RuntimeException failure) {
            if (disk != null) {
                disk.close();
            }
            throw failure;
        }
    }

    /** Opens a message queue with the same directory, identity and ways to be found. */
    static MessageQueue openQueue(SwarmBuilder builder) {
        return new Opening(builder).openQueue();
    }

    private MessageQueue openQueue() {
        FileDisk disk = builder.directory() == null ? null : new FileDisk(builder.directory());
        try {
            NodeKey key = disk == null ? NodeKey.generate(random) : KeyFile.openOrCreate(disk.path(), random);
            NodeThreads threads = threads(key, disk);
            NodeEnvironment environment = environment(threads, disk, key, null);
            try {
                return new MessageQueue(
                        threads,
                        threads.call(() -> QueueNode.start(environment, settings()))
                                .join());
            } catch (CompletionException failure) {
                threads.abandon();
                throw Failures.asRuntimeException(failure);
            }
        } catch (RuntimeException failure) {
            if (disk != null) {
                disk.close();
            }
            throw failure;
        }
    }

    private SwarmBackend start(SwarmConfig given, FileDisk disk, NodeKey key, NodeKey lender) {
        // The same each time for the same key; the directory may have a later one.
        SwarmConfig config = builder.isEmbedded() ? SwarmConfig.of(Map.of(key.id(), 1L), List.of(key.id())) : given;
        NodeThreads threads = threads(key, disk);
        ConfigDocument document = config == null ? null : config.document();
        // Who has the writer's key itself needs no delegation.
        NodeKey other = lender == null || lender.id().equals(key.id()) ? null : lender;
        NodeEnvironment environment = environment(threads, disk, key, other);
        SwarmNode node;
        try {
            node = threads.call(() -> SwarmNode.start(environment, settings(), document))
                    .join();
            if (builder.isEmbedded()) {
                serve(threads, node);
            }
        } catch (CompletionException failure) {
            threads.abandon();
            throw Failures.asRuntimeException(failure);
        }
        AtomicLong queued = new AtomicLong();
        WriteBuffer buffer = new WriteBuffer(builder.queueBytesMax(), builder.failsWhenFull(), queued::get);
        RunningSwarm swarm = new RunningSwarm(threads, node, buffer, queued);
        if (builder.configFile() != null && config != null) {
            ConfigWatch watch = new ConfigWatch(builder.configFile(), node, config);
            threads.onClose(watch::close);
            threads.loop().execute(watch::start);
        }
        swarm.begin();
        return swarm;
    }

    /** The node's threads and, unless it is embedded, its network. */
    private NodeThreads threads(NodeKey key, FileDisk disk) {
        String name = key.id().shortForm();
        if (builder.isEmbedded()) {
            InlineLoop loop = new InlineLoop("kvswarm-" + name, Clock.system());
            return new NodeThreads(name, loop, loop::close, disk);
        }
        NettyLoop loop = new NettyLoop("kvswarm-" + name, Clock.system());
        transport = new NettyTransport(loop, key, TransportSettings.DEFAULT);
        return new NodeThreads(name, loop, loop::close, disk);
    }

    private static void serve(NodeThreads threads, SwarmNode node) {
        try {
            threads.call(node::serve).join();
        } catch (CompletionException failure) {
            threads.call(node::close).join();
            throw failure;
        }
    }

    private NodeSettings settings() {
        return settings(builder);
    }

    static NodeSettings settings(SwarmBuilder builder) {
        // The buffer of this process bounds what callers may queue; the writer's own bound is a last resort behind it.
        WriteSettings write = WriteSettings.DEFAULT.withQueueBytesMax(2 * builder.queueBytesMax());
        NodeSettings settings = NodeSettings.DEFAULT.withWrite(write).withBootstrap(builder.bootstrap());
        return builder.directory() == null ? settings.withResidentBytesMax(residentBytesMax()) : settings;
    }

    /** Without a directory the index is in memory too, and shares keys and values: to have both costs a third. */
    private static long residentBytesMax() {
        long sharedBytes = Runtime.getRuntime().maxMemory() / HEAP_PARTS;
        return Math.max(sharedBytes, TableSettings.DEFAULT.residentBytesMax());
    }

    private NodeEnvironment environment(NodeThreads threads, FileDisk disk, NodeKey key, NodeKey lender) {
        return new NodeEnvironment(
                key,
                lender,
                threads.loop(),
                random,
                transport,
                builder.isEmbedded() ? LocalRecords.NONE : neighbours(threads),
                disk,
                name -> new ThreadWorker("kvswarm-" + key.id().shortForm() + "-" + name),
                (log, cells) -> openIndex(disk, log, cells));
    }

    /** Where nodes of this machine leave their addresses; nowhere if that place is not safe. */
    private LocalRecords neighbours(NodeThreads threads) {
        Path directory = builder.runDirectory();
        try {
            RunDirectory.prepare(directory);
        } catch (SwarmException e) {
            LOG.warn("nodes of this machine are not found by themselves: {}", e.getMessage());
            return LocalRecords.NONE;
        }
        ThreadWorker files = new ThreadWorker("kvswarm-run-directory");
        threads.afterClose(files::close);
        return new RunDirectory(directory, files, threads.loop());
    }

    private Index openIndex(FileDisk disk, LogIdentity log, Cells cells) {
        if (disk == null) {
            return new MemoryIndex(cells);
        }
        byte[] incarnation = (log.swarm() + " " + log.node()).getBytes(StandardCharsets.UTF_8);
        XodusIndex.Plan plan = new XodusIndex.Plan(
                incarnation, cells, IndexSettings.DEFAULT, position -> isInLog(disk, log, position));
        return XodusIndex.open(disk, plan, random);
    }

    private static boolean isInLog(FileDisk disk, LogIdentity log, RecordPosition position) {
        try {
            return RecordLog.reaches(disk, log, position);
        } catch (IOException e) {
            throw new SwarmException(ErrorCode.DISK_FAILED, "the log cannot be looked at: " + e.getMessage(), e);
        }
    }
}
