package io.kvswarm.internal.store;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An index in files: a Xodus store for each cache, one for deadlines, and one for all else. One worker commits, others
 * may read at the same time.
 *
 * <p>Every page of a file and every entry carries a checksum that is verified when it is read.
 */
public final class XodusIndex implements Index {
    private static final Logger LOG = LoggerFactory.getLogger(XodusIndex.class);
    private static final StoreConfig STORES = StoreConfig.WITHOUT_DUPLICATES_WITH_PREFIXING;
    private static final String META = "meta";
    private static final String DEADLINES = "deadlines";

    private final Disk disk;
    private final Cells cells;
    private final XodusFiles files;
    private final Purge purge;
    private final Map<CacheId, EntryRows> rows = new HashMap<>();
    private final String emptied;
    private IndexHead head;
    private volatile Tally tally = new Tally();
    private volatile RecordPosition watermark = RecordPosition.START;
    private volatile long commits;

    private XodusIndex(Disk disk, Cells cells, IndexHead head, IndexSettings settings, String emptied) {
        this.disk = disk;
        this.cells = cells;
        this.head = head;
        this.files = new XodusFiles(disk, head, settings);
        this.purge = new Purge(cells);
        this.emptied = emptied;
    }

    /**
     * What an index is to be.
     *
     * @param incarnation names the log it belongs to: an index of another one is thrown away; at most 1,024 bytes
     * @param cells       cells of the key space
     * @param settings    cache and files
     * @param isInLog     tells whether the log still has all records behind a watermark and reaches up to it: an index
     *     with another watermark is thrown away
     */
    public record Plan(byte[] incarnation, Cells cells, IndexSettings settings, Predicate<RecordPosition> isInLog) {}

    /**
     * Opens the index on a disk. One that is missing, damaged, of another log, or does not fit the log is deleted and
     * comes back empty, see {@link #emptied}, to be filled from the log.
     *
     * @param random makes the files of this index unlike those of any other
     * @throws SwarmException {@code DISK_FAILED} or {@code STORAGE_FULL} if the disk fails or is full
     */
    public static XodusIndex open(Disk disk, Plan plan, RandomGenerator random) {
        String reason;
        try {
            IndexHead head = IndexHead.read(disk);
            head.requireSame(plan.incarnation(), plan.cells());
            XodusIndex index = new XodusIndex(disk, plan.cells(), head, plan.settings(), null);
            reason = index.openAndCheck(plan);
            if (reason == null) {
                index.files.serve();
                return index;
            }
            index.files.abandon();
        } catch (MalformedBytesException e) {
            reason = e.getMessage();
        } catch (IOException e) {
            throw new SwarmException(ErrorCode.DISK_FAILED, "the index cannot be opened: " + e.getMessage(), e);
        }
        LOG.info("index made anew, to be filled from the log: {}", reason);
        return create(disk, plan, random, reason);
    }

    private static XodusIndex create(Disk disk, Plan plan, RandomGenerator random, String reason) {
        int fileBytes = plan.settings().fileBytes();
        IndexHead head = new IndexHead(
                plan.incarnation(), plan.cells().count(), fileBytes, random.nextLong(), RecordPosition.START);
        XodusIndex index = new XodusIndex(disk, plan.cells(), head, plan.settings(), reason);
        try {
            deleteAll(disk);
            head.write(disk);
            index.files.open();
            index.files.serve();
            return index;
        } catch (IOException e) {
            throw new SwarmException(ErrorCode.DISK_FAILED, "the index cannot be made: " + e.getMessage(), e);
        }
    }

    /** Why it cannot be used; null if it can. */
    private String openAndCheck(Plan plan) throws IOException {
        try {
            files.open();
            tally = read(MetaRows::tally, new Tally());
            watermark = read(MetaRows::watermark, RecordPosition.START);
            files.read(this::checkCounts);
        } catch (SwarmException e) {
            return requireDamage(e).getMessage();
        } catch (RuntimeException e) {
            return requireDamage(files.meaningOf(e)).getMessage();
        }
        if (watermark.compareTo(head.synced()) < 0) {
            return "it ends at " + watermark + ", but had been synced up to " + head.synced();
        }
        return plan.isInLog().test(watermark) ? null : "the log does not go on from " + watermark;
    }

    /** A disk that fails is no reason to throw the index away. */
    private static SwarmException requireDamage(SwarmException failure) {
        if (failure.code() != ErrorCode.CORRUPT) {
            throw failure;
        }
        return failure;
    }

    /** Each cache has as many entries as were counted; more, if a clear has left dead ones. */
    private Void checkCounts(Transaction transaction) {
        Map<CacheId, Long> counted = new HashMap<>();
        tally.counts().forEach((part, count) -> counted.merge(part.cache(), count.entries(), Long::sum));
        Map<CacheCell, Version> floors = tally.floors();
        counted.forEach((cache, entries) -> {
            Store store = storeOrNull(storeName(cache), transaction);
            long found = store == null ? 0 : store.count(transaction);
            boolean mayHaveDead =
                    floors.keySet().stream().anyMatch(part -> part.cache().equals(cache));
            if (found < entries || (found > entries && !mayHaveDead)) {
                throw new DamagedIndexException("a cache has " + found + " entries, expected " + entries);
            }
        });
        return null;
    }

    /** Why the index was deleted when it was opened, so that it is empty now; null if it was not. */
    public String emptied() {
        return emptied;
    }

    /** Length of its files. */
    public long fileBytes() {
        return files.bytes();
    }

    @Override
    public RecordPosition watermark() {
        return watermark;
    }

    @Override
    public byte[] nodeState() {
        return read(MetaRows::nodeState, new byte[0]);
    }

    @Override
    public Map<Integer, byte[]> cellStates() {
        return read(MetaRows::cellStates, Map.of());
    }

    @Override
    public List<CacheId> caches() {
        return tally.counts().keySet().stream().map(CacheCell::cache).distinct().toList();
    }

    @Override
    public Map<CacheCell, EntryCount> counts() {
        return tally.counts();
    }

    @Override
    public Map<Long, Long> liveBytes() {
        return tally.liveBytes();
    }

    @Override
    public Map<CacheCell, Version> floors() {
        return tally.floors();
    }

    @Override
    public long commits() {
        return commits;
    }

    @Override
    public CommitResult commit(IndexBatch batch) {
        Tally.Change change = tally.change();
        batch.clears().forEach((part, floor) -> {
            change.clear(part, floor);
            purge.restart(part);
        });
        Purge.Step step;
        try {
            step = files.write(transaction -> write(transaction, batch, change));
        } catch (SwarmException e) {
            purge.restartAll();
            throw e;
        }
        change.apply();
        watermark = batch.watermark() == null ? watermark : batch.watermark();
        long number = commits + 1;
        commits = number;
        return new CommitResult(number, change.counts(), change.liveBytes(), step.purged(), step.done());
    }

    private Purge.Step write(Transaction transaction, IndexBatch batch, Tally.Change change) {
        Store deadlines = openStore(DEADLINES, transaction);
        Map<CacheId, EntryStore> stores = new HashMap<>();
        List<PlacedKey> keys = new ArrayList<>(batch.entries().keySet());
        keys.sort(PlacedKey.OF_ANY_CACHE);
        for (PlacedKey key : keys) {
            EntryStore store =
                    stores.computeIfAbsent(key.key().cache(), cache -> entries(cache, deadlines, transaction));
            store.set(key, batch.entries().get(key), change);
        }
        Map<CacheCell, Version> floors = tally.floors();
        floors.putAll(change.floors());
        Purge.Step step = purge.step(
                floors,
                range -> page(transaction, range),
                entry -> stores.computeIfAbsent(entry.key().cache(), cache -> entries(cache, deadlines, transaction))
                        .set(entry.placed(), null, change));
        step.done().keySet().forEach(change::floorIsDone);
        MetaRows meta = new MetaRows(openStore(META, transaction), transaction);
        meta.put(batch);
        meta.put(change);
        return step;
    }

    private EntryStore entries(CacheId cache, Store deadlines, Transaction transaction) {
        Store store = openStore(storeName(cache), transaction);
        return new EntryStore(rows(cache), cells, store, deadlines, transaction);
    }

    @Override
    public Lookup lookup(List<PlacedKey> keys) {
        long asOf = commits;
        return files.read(transaction -> {
            Map<CacheId, Store> stores = new HashMap<>();
            List<StoredEntry> found = new ArrayList<>(keys.size());
            for (PlacedKey key : keys) {
                CacheId cache = key.key().cache();
                Store store = stores.computeIfAbsent(cache, id -> storeOrNull(storeName(id), transaction));
                found.add(store == null ? null : EntryStore.find(store, transaction, rows(cache), key));
            }
            return new Lookup(asOf, found);
        });
    }

    @Override
    public IndexPage scan(ScanRange range) {
        long asOf = commits;
        IndexPage page = files.read(transaction -> page(transaction, range));
        return new IndexPage(asOf, page.entries(), page.isEnd());
    }

    private IndexPage page(Transaction transaction, ScanRange range) {
        PageBuilder page = new PageBuilder(range);
        Store store = storeOrNull(storeName(range.cache()), transaction);
        if (store != null) {
            EntryStore.fill(page, store, transaction, rows(range.cache()));
        }
        return page.build(commits);
    }

    @Override
    public DeadlinePage deadlines(int limit) {
        long asOf = commits;
        return files.read(transaction -> {
            Store store = storeOrNull(DEADLINES, transaction);
            return new DeadlinePage(asOf, store == null ? List.of() : DeadlineRows.first(store, transaction, limit));
        });
    }

    @Override
    public void sync() {
        files.sync();
        head = head.withSynced(watermark);
        files.writeHead(head);
    }

    @Override
    public void close() {
        files.close();
    }

    @Override
    public void destroy() {
        files.abandon();
        try {
            deleteAll(disk);
        } catch (IOException e) {
            throw new SwarmException(ErrorCode.DISK_FAILED, "the index cannot be deleted: " + e.getMessage(), e);
        }
    }

    private static void deleteAll(Disk disk) throws IOException {
        IndexHead.delete(disk);
        CheckedFiles.deleteAll(disk);
        disk.sync();
    }

    private <T> T read(Function<MetaRows, T> question, T nothing) {
        return files.read(transaction -> {
            Store store = storeOrNull(META, transaction);
            return store == null ? nothing : question.apply(new MetaRows(store, transaction));
        });
    }

    private EntryRows rows(CacheId cache) {
        synchronized (rows) {
            return rows.computeIfAbsent(cache, EntryRows::new);
        }
    }

    private Store openStore(String name, Transaction transaction) {
        return files.environment().openStore(name, STORES, transaction);
    }

    private Store storeOrNull(String name, Transaction transaction) {
        return files.environment().openStore(name, STORES, transaction, false);
    }

    private static String storeName(CacheId cache) {
        ByteSink out = new ByteSink(CacheId.BYTES_MAX);
        cache.writeTo(out);
        return "entries-" + Hex.of(out.toBytes());
    }
}
