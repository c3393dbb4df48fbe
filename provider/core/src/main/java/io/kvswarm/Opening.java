package io.kvswarm;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.FileDisk;
import io.kvswarm.internal.base.ThreadWorker;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.identity.KeyFile;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.log.LogIdentity;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.node.NodeEnvironment;
import io.kvswarm.internal.node.NodeSettings;
import io.kvswarm.internal.node.SwarmNode;
import io.kvswarm.internal.peer.LocalRecords;
import io.kvswarm.internal.peer.NettyTransport;
import io.kvswarm.internal.peer.TransportSettings;
import io.kvswarm.internal.store.Cells;
import io.kvswarm.internal.store.Index;
import io.kvswarm.internal.store.IndexSettings;
import io.kvswarm.internal.store.MemoryIndex;
import io.kvswarm.internal.store.XodusIndex;
import io.kvswarm.internal.write.WriteSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/** Makes a running node out of a builder's settings: everything the machine gives comes in here. */
final class Opening {
    private final SwarmBuilder builder;
    private final SecureRandom random = new SecureRandom();

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
            NodeKey key = disk == null ? NodeKey.generate(random) : KeyFile.openOrCreate(disk.path(), random);
            return start(config, disk, key);
        } catch (RuntimeException failure) {
            if (disk != null) {
                disk.close();
            }
            throw failure;
        }
    }

    private SwarmBackend start(SwarmConfig config, FileDisk disk, NodeKey key) {
        NodeThreads threads = new NodeThreads(key.id().shortForm(), disk);
        ConfigDocument document = config == null ? null : config.document();
        NodeEnvironment environment = environment(threads, disk, key);
        SwarmNode node;
        try {
            node = threads.call(() -> SwarmNode.start(environment, settings(), document))
                    .join();
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

    private NodeSettings settings() {
        // The buffer of this process bounds what callers may queue; the writer's own bound is a last resort behind it.
        WriteSettings write = WriteSettings.DEFAULT.withQueueBytesMax(2 * builder.queueBytesMax());
        return NodeSettings.DEFAULT.withWrite(write).withBootstrap(builder.bootstrap());
    }

    private NodeEnvironment environment(NodeThreads threads, FileDisk disk, NodeKey key) {
        return new NodeEnvironment(
                key,
                threads.loop(),
                random,
                new NettyTransport(threads.loop(), key, TransportSettings.DEFAULT),
                LocalRecords.NONE,
                disk,
                name -> new ThreadWorker("kvswarm-" + key.id().shortForm() + "-" + name),
                (log, cells) -> openIndex(disk, log, cells));
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
