package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.Receipt;
import io.kvswarm.api.SwarmException;
import io.kvswarm.cli.bulk.EntryReader;
import io.kvswarm.cli.bulk.EntryRecord;
import io.kvswarm.cli.local.CommandIo;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads entries and flushes them in batches, some of which are on their way at a time.
 *
 * @param level how far
 */
record ImportTask(FlushOptions level) implements NodeTask {
    private static final long BATCH_BYTES = 1 << 20;
    private static final int BATCH_ENTRIES = 2000;
    private static final int BATCHES_MAX = 8;

    @Override
    public Stay stay() {
        return Stay.TAKES_LONG;
    }

    @Override
    public int run(KvSwarm node, CommandIo io) throws IOException {
        NodeConfig.require(node);
        Deque<CompletableFuture<List<Receipt>>> batches = new ArrayDeque<>();
        try {
            putAll(node, io, batches);
        } catch (IOException | SwarmException e) {
            // What stands before the wrong part of an input counts, and does not wait for another command's flush.
            batches.add(node.flush(level));
            awaitAllOf(batches, e);
            throw e;
        }
        batches.add(node.flush(level));
        awaitAllBut(0, batches, io);
        return ExitCode.DONE;
    }

    private void putAll(KvSwarm node, CommandIo io, Deque<CompletableFuture<List<Receipt>>> batches)
            throws IOException {
        EntryReader reader = new EntryReader(new BufferedInputStream(io.input(), 1 << 16));
        long bytes = 0;
        int entries = 0;
        for (EntryRecord entry = reader.next(); entry != null; entry = reader.next()) {
            node.put(entry.key(), entry.value());
            bytes += entry.size();
            entries++;
            if (bytes >= BATCH_BYTES || entries >= BATCH_ENTRIES) {
                batches.add(node.flush(level));
                awaitAllBut(BATCHES_MAX, batches, io);
                bytes = 0;
                entries = 0;
            }
        }
    }

    private static void awaitAllBut(int count, Deque<CompletableFuture<List<Receipt>>> batches, CommandIo io) {
        while (batches.size() > count) {
            io.ending().await(batches.remove());
        }
    }

    /** Each has a deadline of its own; what goes wrong with one comes second to what broke the import off. */
    private static void awaitAllOf(Deque<CompletableFuture<List<Receipt>>> batches, Exception first) {
        for (CompletableFuture<List<Receipt>> batch : batches) {
            try {
                batch.join();
            } catch (RuntimeException e) {
                first.addSuppressed(e);
            }
        }
    }
}
