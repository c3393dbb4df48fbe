package io.kvswarm.internal.storage;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.Worker;
import io.kvswarm.internal.log.OpenedLog;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.log.Replay;
import io.kvswarm.internal.store.EntryTable;
import io.kvswarm.internal.store.Index;
import io.kvswarm.internal.store.StorePlace;
import io.kvswarm.internal.store.TableSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the storage role of a node: raises the term, opens the index, replays the log behind it, and takes up what the
 * node holds. A missing or damaged index is rebuilt from the log.
 */
public final class StorageOpening {
    private static final Logger LOG = LoggerFactory.getLogger(StorageOpening.class);

    private final Place place;
    private final Claim claim;
    private final Settings settings;

    /**
     * Where the role runs and lies.
     *
     * @param store  loop, the index's two workers, randomness
     * @param disk   of the node; null for a node without a directory
     * @param opener opens its log
     * @param index  opens the index, empty if there is none or it is damaged; called on the index's writer
     */
    public record Place(
            StorePlace store,
            Disk disk,
            Function<Replay, CompletableFuture<OpenedLog>> opener,
            Supplier<Index> index) {}

    /**
     * What the config gives the node.
     *
     * @param keys   where keys lie
     * @param access who may do what
     * @param cells  the cells the config gives this node, each with the epoch at which a new directory takes it
     */
    public record Claim(KeySpace keys, Access access, Map<Integer, Long> cells) {}

    /** Settings of the role and of its table. */
    public record Settings(StorageSettings storage, TableSettings table) {
        /** All defaults. */
        public static final Settings DEFAULT = new Settings(StorageSettings.DEFAULT, TableSettings.DEFAULT);
    }

    /** What is left to do once the log is closed. */
    interface Closing {
        /** Closes the index and, if the log was closed cleanly, says so on disk. */
        CompletableFuture<Void> close(boolean cleanly);
    }

    private StorageOpening(Place place, Claim claim, Settings settings) {
        this.place = place;
        this.claim = claim;
        this.settings = settings;
    }

    /**
     * Opens the role. Call it on the loop; the stage completes there.
     *
     * <p>Fails with {@code CONFIG_REFUSED} if the directory holds other cells than the config gives the node, and with
     * what the log fails with.
     */
    public static CompletableFuture<StorageNode> open(Place place, Claim claim, Settings settings) {
        return new StorageOpening(place, claim, settings).open();
    }

    private CompletableFuture<StorageNode> open() {
        return onWorker(this::beginTerm)
                .thenCompose(begun -> onWorker(place.index())
                        .thenCompose(index -> replay(index).thenCompose(replayed -> load(index, replayed, begun))));
    }

    /** Keeps the flag on the node's disk. */
    private final class FlagOnDisk implements LeaseFlag {
        private final long term;

        FlagOnDisk(long term) {
            this.term = term;
        }

        @Override
        public CompletableFuture<Void> raise() {
            return onWorker(() -> write(disk -> LeaseFile.raise(disk, term)));
        }

        @Override
        public CompletableFuture<Void> lower() {
            return onWorker(() -> write(LeaseFile::lower));
        }

        private Void write(Writing writing) {
            try {
                writing.to(place.disk());
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Something to be done with a disk. */
    private interface Writing {
        void to(Disk disk) throws IOException;
    }

    /** A log and what its replay found. */
    private record Replayed(OpenedLog opened, Replayer replayer) {}

    private Begun beginTerm() {
        Disk disk = place.disk();
        if (disk == null) {
            return new Begun(1, 0, LeaseFlag.NONE);
        }
        try {
            long term = TermFile.begin(disk);
            return new Begun(term, LeaseFile.read(disk), new FlagOnDisk(term));
        } catch (IOException e) {
            throw new SwarmException(
                    ErrorCode.DISK_FAILED,
                    "term file cannot be written: " + e.getMessage() + "; nothing was served",
                    e);
        }
    }

    private CompletableFuture<Replayed> replay(Index index) {
        return onWorker(() -> IndexContent.of(index)).thenCompose(content -> {
            ReplayedEntries entries = new ReplayedEntries(
                    loop(), writer(), index, claim.keys(), settings.table().inlineBytesMax());
            Replayer replayer = new Replayer(content, entries);
            Replay replay = content.watermark().equals(RecordPosition.START)
                    ? Replay.all(replayer)
                    : new Replay(content.watermark(), content.heads(), replayer);
            return place.opener().apply(replay).thenCompose(opened -> {
                replayer.lost(opened.losses(), claim.cells().keySet());
                return replayer.flush().thenApply(done -> new Replayed(opened, replayer));
            });
        });
    }

    private CompletableFuture<StorageNode> load(Index index, Replayed replayed, Begun begun) {
        RecordLog log = replayed.opened().log();
        NodeState node = replayed.replayer().node();
        boolean isNew = node.owned().isEmpty();
        if (isNew) {
            node.owned().putAll(claim.cells());
        } else {
            requireSameCells(node);
        }
        LogValues values = new LogValues(log);
        return onWorker(() ->
                        EntryTable.load(place.store(), index, claim.keys().cells(), settings.table(), values::read))
                .thenApply(table -> {
                    Held held = new Held(table, cellsOf(replayed), node);
                    Owner owner = new Owner(loop(), log, held, claim.keys(), claim.access(), begun, settings.storage());
                    if (isNew) {
                        owner.journal().node(node);
                        owner.committer().nodeChanged();
                    }
                    return new StorageNode(
                            owner, begun, cleanly -> onWorker(() -> close(index, begun.term(), cleanly)));
                });
    }

    private void requireSameCells(NodeState node) {
        Map<Integer, Long> held = node.owned();
        if (!held.keySet().equals(claim.cells().keySet())) {
            throw new SwarmException(
                    ErrorCode.CONFIG_REFUSED,
                    "the directory holds " + held.size() + " cells, the config gives this node "
                            + claim.cells().size()
                            + (held.size() == claim.cells().size() ? " others" : "")
                            + "; data cannot be moved yet: use the config the directory was made with, or a new "
                            + "directory");
        }
    }

    private OwnedCells cellsOf(Replayed replayed) {
        OwnedCells cells = new OwnedCells();
        Map<Integer, CellState> known = replayed.replayer().cells();
        replayed.replayer()
                .node()
                .owned()
                .forEach((cell, epoch) -> cells.add(known.getOrDefault(cell, new CellState(cell, epoch))));
        cells.broken().addAll(replayed.opened().brokenCells());
        cells.broken().addAll(replayed.replayer().node().broken());
        replayed.opened().damages().forEach(damage -> LOG.error("damaged log: {}", damage.message()));
        if (!cells.broken().isEmpty()) {
            LOG.error(
                    "{} cells are not served: records of theirs are damaged",
                    cells.broken().size());
        }
        return cells;
    }

    private Void close(Index index, long term, boolean cleanly) {
        index.close();
        if (cleanly && place.disk() != null) {
            try {
                TermFile.end(place.disk(), term);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return null;
    }

    private Loop loop() {
        return place.store().loop();
    }

    private Worker writer() {
        return place.store().writer();
    }

    /** Runs blocking work where it may block; the stage completes on the loop. */
    private <T> CompletableFuture<T> onWorker(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        writer().execute(() -> {
            try {
                T result = work.get();
                loop().execute(() -> done.complete(result));
            } catch (RuntimeException failure) {
                loop().execute(() -> done.completeExceptionally(failure));
            }
        });
        return done;
    }
}
