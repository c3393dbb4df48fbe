package io.kvswarm.internal.store;

import io.kvswarm.internal.base.Disk;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jetbrains.exodus.ExodusException;
import jetbrains.exodus.io.AbstractDataWriter;
import jetbrains.exodus.io.Block;
import jetbrains.exodus.io.DataReader;
import jetbrains.exodus.io.RemoveBlockType;

/**
 * The files of a Xodus environment on a {@link Disk}, each a {@link CheckedFile}: reads verify, writes never go past
 * Xodus's own files and locks. Safe from any thread; Xodus cleans up on a thread of its own.
 *
 * <p>What goes wrong is remembered, because Xodus takes some failures for an early end of its data.
 */
final class CheckedFiles extends AbstractDataWriter implements DataReader {
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})\\.index");
    private static final int OPEN_FILES_MAX = 256;

    private final Disk disk;
    private final long seed;
    private final NavigableMap<Long, AddressedFile> files = new TreeMap<>();
    private final Set<AddressedFile> open = new LinkedHashSet<>();
    private volatile AddressedFile current;
    private volatile RuntimeException damage;
    private volatile IOException failure;

    CheckedFiles(Disk disk, long seed) {
        this.disk = disk;
        this.seed = seed;
    }

    /** Looks at the files that are there. */
    synchronized void load() throws IOException {
        files.clear();
        for (String name : disk.list()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                long address = Long.parseLong(matcher.group(1), 16);
                files.put(address, new AddressedFile(address));
            }
        }
        for (AddressedFile file : files.values()) {
            if (file == files.lastEntry().getValue()) {
                file.content.openTail();
            } else {
                file.content.openWhole();
            }
            use(file);
        }
    }

    /** Deletes all index files of a disk. */
    static void deleteAll(Disk disk) throws IOException {
        for (String name : disk.list()) {
            if (NAME.matcher(name).matches()) {
                disk.delete(name);
            }
        }
    }

    /** What did not verify; null if all did. */
    RuntimeException damage() {
        return damage;
    }

    /** What the disk refused; null if nothing. */
    IOException failure() {
        return failure;
    }

    synchronized long bytes() {
        return files.values().stream().mapToLong(AddressedFile::length).sum();
    }

    /** Makes what was written survive a power cut. */
    void syncAll() {
        List<AddressedFile> unsynced;
        synchronized (this) {
            unsynced = List.copyOf(files.values());
        }
        unsynced.forEach(file -> run(file.content::sync));
        syncDirectory();
    }

    /** Gives the open files back. */
    synchronized void closeFiles() {
        open.forEach(AddressedFile::close);
        open.clear();
    }

    @Override
    public Block write(byte[] bytes, int offset, int count) {
        AddressedFile file = current;
        run(() -> file.content.append(bytes, offset, count));
        return file;
    }

    @Override
    protected synchronized Block openOrCreateBlockImpl(long address, long length) {
        AddressedFile file = files.computeIfAbsent(address, AddressedFile::new);
        run(() -> file.content.truncate(length));
        use(file);
        current = file;
        return file;
    }

    @Override
    public synchronized void removeBlock(long address, RemoveBlockType type) {
        AddressedFile file = files.remove(address);
        if (file != null) {
            open.remove(file);
            file.close();
            run(() -> disk.delete(file.content.name()));
        }
    }

    @Override
    public synchronized void truncateBlock(long address, long length) {
        AddressedFile file = files.get(address);
        run(() -> file.content.truncate(length));
    }

    @Override
    public boolean lock(long timeout) {
        // The directory belongs to this process already.
        return true;
    }

    @Override
    public boolean release() {
        return true;
    }

    @Override
    public String lockInfo() {
        return "";
    }

    @Override
    protected void syncImpl() {
        AddressedFile file = current;
        run(file.content::sync);
    }

    @Override
    public void syncDirectory() {
        run(disk::sync);
    }

    @Override
    protected void closeImpl() {
        // Only ends the turn of this file as the one that is written.
    }

    @Override
    protected synchronized void clearImpl() {
        List.copyOf(files.keySet()).forEach(address -> removeBlock(address, RemoveBlockType.Delete));
    }

    @Override
    public String getLocation() {
        return "index";
    }

    @Override
    public synchronized Iterable<Block> getBlocks() {
        return List.copyOf(files.values());
    }

    @Override
    public synchronized Iterable<Block> getBlocks(long fromAddress) {
        return List.copyOf(files.tailMap(fromAddress, true).values());
    }

    private synchronized void use(AddressedFile file) {
        if (open.add(file) && open.size() > OPEN_FILES_MAX) {
            AddressedFile first = open.iterator().next();
            open.remove(first);
            first.close();
        }
    }

    private void run(Action action) {
        try {
            action.run();
        } catch (DamagedIndexException e) {
            damage = e;
            throw e;
        } catch (IOException e) {
            failure = e;
            throw new ExodusException(e);
        }
    }

    /** Work on files. */
    private interface Action {
        void run() throws IOException;
    }

    /** A file and where it begins in Xodus's address space. */
    private final class AddressedFile implements Block {
        private final long address;
        private final CheckedFile content;

        private AddressedFile(long address) {
            this.address = address;
            this.content = new CheckedFile(disk, String.format(Locale.ROOT, "%016x.index", address), seed + address);
        }

        @Override
        public long getAddress() {
            return address;
        }

        @Override
        public long length() {
            return content.length();
        }

        @Override
        public int read(byte[] into, long position, int offset, int count) {
            int[] read = new int[1];
            use(this);
            run(() -> read[0] = content.read(into, position, offset, count));
            return read[0];
        }

        @Override
        public Block refresh() {
            return this;
        }

        private void close() {
            run(content::close);
        }
    }
}
