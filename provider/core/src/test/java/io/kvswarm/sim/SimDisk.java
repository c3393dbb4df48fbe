package io.kvswarm.sim;

import io.kvswarm.internal.base.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A disk in memory that knows what was synced. A process crash keeps what was written; a power cut loses what was not
 * synced, sector by sector, and directory changes from the newest back. It fills up, fails and flips bits on demand.
 */
public final class SimDisk implements Disk {
    private Map<String, SimFile> files = new TreeMap<>();
    private Map<String, SimFile> syncedFiles = new TreeMap<>();
    private final List<UnaryOperator<Map<String, SimFile>>> unsyncedChanges = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private long capacityBytes = Long.MAX_VALUE;
    private boolean writesFail;
    private boolean syncsFail;
    private boolean deletesFail;
    private int process;
    private int operationsUntilEnd = Integer.MAX_VALUE;
    private Runnable onEnd = () -> {};

    @Override
    public List<String> list() throws IOException {
        operation("list");
        return List.copyOf(files.keySet());
    }

    @Override
    public boolean exists(String name) throws IOException {
        operation("exists");
        return files.containsKey(name);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        operation("open");
        if (!files.containsKey(name)) {
            requireWritable();
            requireRoom(1);
            SimFile made = new SimFile();
            change(before -> with(before, name, made));
        }
        return new SimDiskFile(this, files.get(name), process);
    }

    @Override
    public byte[] read(String name) throws IOException {
        operation("read");
        SimFile file = files.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file.content();
    }

    @Override
    public void replace(String name, byte[] content) throws IOException {
        operation("replace");
        requireWritable();
        requireRoom(content.length);
        SimFile file = new SimFile();
        file.write(content, 0, content.length, 0);
        file.sync();
        change(before -> with(before, name, file));
        sync();
    }

    @Override
    public void delete(String name) throws IOException {
        operation("delete");
        requireWritable();
        if (deletesFail) {
            throw new IOException("Operation not permitted");
        }
        change(before -> {
            Map<String, SimFile> after = new TreeMap<>(before);
            after.remove(name);
            return after;
        });
    }

    @Override
    public void sync() throws IOException {
        operation("sync");
        requireSyncable();
        syncedFiles = new TreeMap<>(files);
        unsyncedChanges.clear();
    }

    @Override
    public long freeBytes() {
        return capacityBytes == Long.MAX_VALUE ? capacityBytes : Math.max(0, capacityBytes - usedBytes());
    }

    /** Another disk with the same files, all synced, and no faults. */
    public SimDisk copy() {
        SimDisk copy = new SimDisk();
        files.forEach((name, file) -> {
            SimFile same = new SimFile();
            same.write(file.content(), 0, file.size(), 0);
            same.sync();
            copy.files.put(name, same);
            copy.syncedFiles.put(name, same);
        });
        return copy;
    }

    /** Bytes in all files. */
    public long usedBytes() {
        return files.values().stream().mapToLong(SimFile::size).sum();
    }

    /** How often an operation was asked for: open, write, sync, syncFile, truncate, delete, replace... */
    public int count(String operation) {
        return counts.getOrDefault(operation, 0);
    }

    /** From now on no more than {@code bytes} fit. */
    public void setCapacity(long bytes) {
        capacityBytes = bytes;
    }

    /** Whether writes fail with an input/output error. */
    public void failWrites(boolean fail) {
        writesFail = fail;
    }

    /** Whether files cannot be deleted. */
    public void failDeletes(boolean fail) {
        deletesFail = fail;
    }

    /** Whether syncs fail with an input/output error. */
    public void failSyncs(boolean fail) {
        syncsFail = fail;
    }

    /** Bytes of a file that were synced before something else was written behind them and synced, too. */
    public int settledBytes(String name) {
        return files.get(name).settledSize();
    }

    /** Flips one bit of a file, on the device too. */
    public void flipBit(String name, long bit) {
        files.get(name).flipBit(bit);
    }

    /** Cuts a file, on the device too. */
    public void cutFile(String name, int size) {
        files.get(name).truncate(size);
        files.get(name).sync();
    }

    /** Removes a file, from the device too. */
    public void loseFile(String name) {
        files.remove(name);
        syncedFiles.remove(name);
    }

    /** Names of all files, without counting as an operation. */
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    /** The content of a file as written. */
    public byte[] content(String name) {
        return files.get(name).content();
    }

    /** Ends the process in the middle of the operation that comes after {@code operations} more. */
    public void endProcessAfter(int operations, Runnable then) {
        operationsUntilEnd = operations;
        onEnd = then;
    }

    /** The process ends: what it wrote stays, its open files are void. */
    public void crashProcess() {
        process++;
        operationsUntilEnd = Integer.MAX_VALUE;
    }

    /** The power fails: of what was not synced, what {@code random} says survives. */
    public void cutPower(SplittableRandom random) {
        crashProcess();
        int kept = random.nextInt(unsyncedChanges.size() + 1);
        Map<String, SimFile> after = syncedFiles;
        for (UnaryOperator<Map<String, SimFile>> change : unsyncedChanges.subList(0, kept)) {
            after = change.apply(after);
        }
        unsyncedChanges.clear();
        files = new TreeMap<>(after);
        syncedFiles = new TreeMap<>(after);
        files.values().forEach(file -> file.cutPower(random));
    }

    int process() {
        return process;
    }

    /** Counts an operation and ends the process if its time has come: a write may have got half way by then. */
    void operation(String name) {
        counts.merge(name, 1, Integer::sum);
        if (operationsUntilEnd != Integer.MAX_VALUE && operationsUntilEnd-- <= 0) {
            operationsUntilEnd = Integer.MAX_VALUE;
            onEnd.run();
            throw new SimCrash();
        }
    }

    void requireWritable() throws IOException {
        if (writesFail) {
            throw new IOException("Input/output error");
        }
    }

    void requireSyncable() throws IOException {
        if (syncsFail) {
            throw new IOException("Input/output error");
        }
    }

    void requireRoom(long bytes) throws IOException {
        if (freeBytes() < bytes) {
            throw new IOException("No space left on device");
        }
    }

    private void change(UnaryOperator<Map<String, SimFile>> change) {
        files = change.apply(files);
        unsyncedChanges.add(change);
    }

    private static Map<String, SimFile> with(Map<String, SimFile> before, String name, SimFile file) {
        Map<String, SimFile> after = new TreeMap<>(before);
        after.put(name, file);
        return after;
    }
}
