package io.kvswarm.internal.store;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Disk;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Transaction;
import jetbrains.exodus.log.LogConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Xodus environment over checked files, and what its failures mean.
 *
 * <p>Safe from any thread. After a write has failed it is closed and opened again, which takes it back to the last
 * whole commit; reads wait meanwhile.
 */
final class XodusFiles {
    private static final Logger LOG = LoggerFactory.getLogger(XodusFiles.class);

    /** Small pages and a cache that finds them all: an index larger than its cache stays usable. */
    private static final int CACHE_PAGE_BYTES = CheckedFile.DATA_BYTES;

    private static final int CLEAN_FROM_MILLIS = 1_000;
    private static final int CLEAN_EVERY_MILLIS = 500;
    /** Files are cleaned up while less of them than this is in use. */
    private static final int FULL_PERCENT = 50;

    private final Disk disk;
    private final IndexHead head;
    private final IndexSettings settings;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private CheckedFiles files;
    private Environment environment;
    private boolean inUse;
    private boolean damaged;

    XodusFiles(Disk disk, IndexHead head, IndexSettings settings) {
        this.disk = disk;
        this.head = head;
        this.settings = settings;
    }

    /** Opens what is on the disk, or begins with nothing. */
    void open() throws IOException {
        files = new CheckedFiles(disk, head.seed());
        files.load();
        LogConfig log = LogConfig.create(files, files);
        environment = Environments.newInstance(log, config());
        requireUndamaged();
    }

    /** It was checked and is served from now on: damage is news from here on. */
    synchronized void serve() {
        inUse = true;
    }

    private EnvironmentConfig config() {
        EnvironmentConfig config = new EnvironmentConfig();
        config.setLogFileSize(head.fileBytes() / 1024);
        config.setLogCachePageSize(CACHE_PAGE_BYTES);
        config.setLogCacheShared(false);
        config.setLogCacheNonBlocking(false);
        config.setUseVersion1Format(false);
        config.setMemoryUsage(settings.memoryBytes());
        config.setLogDurableWrite(false);
        cleanUpEagerly(config);
        config.setManagementEnabled(false);
        config.setEnvGatherStatistics(false);
        config.setEnvCloseForcedly(true);
        config.setEnvMonitorTxnsTimeout(0);
        return config;
    }

    /** Xodus waits by itself until its files have grown to many times of what is in them. */
    private void cleanUpEagerly(EnvironmentConfig config) {
        config.setGcEnabled(settings.cleansInBackground());
        config.setGcStartIn(CLEAN_FROM_MILLIS);
        config.setGcRunPeriod(CLEAN_EVERY_MILLIS);
        config.setGcFileMinAge(1);
        config.setGcMinUtilization(FULL_PERCENT);
        config.setGcFilesDeletionDelay(0);
    }

    /** Reads in a transaction of its own. */
    <T> T read(Function<Transaction, T> read) {
        lock.readLock().lock();
        try {
            requireOpen();
            Transaction transaction = environment.beginReadonlyTransaction();
            try {
                return read.apply(transaction);
            } finally {
                transaction.abort();
            }
        } catch (SwarmException known) {
            throw known;
        } catch (RuntimeException e) {
            throw failureOf(e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Changes in a transaction that is committed as a whole, or not at all. */
    <T> T write(Function<Transaction, T> change) {
        reopenIfClosed();
        try {
            Transaction transaction = environment.beginExclusiveTransaction();
            try {
                T result = change.apply(transaction);
                transaction.commit();
                requireUndamaged();
                return result;
            } finally {
                if (!transaction.isFinished()) {
                    transaction.abort();
                }
            }
        } catch (RuntimeException e) {
            SwarmException failure = failureOf(e);
            closeAfterFailure();
            throw failure;
        }
    }

    Environment environment() {
        return environment;
    }

    /** Writes the head of the index, synced, unless damage was found: then there is to be none. */
    synchronized void writeHead(IndexHead newHead) {
        try {
            if (!damaged) {
                newHead.write(disk);
            }
        } catch (IOException e) {
            throw meaningOf(e);
        }
    }

    /** Takes care that the next start makes the index anew: what is damaged need not strike the eye then. */
    private synchronized void becomeDamaged(String problem) {
        if (damaged || !inUse) {
            return;
        }
        damaged = true;
        LOG.error(
                "the index is damaged: {}; what it cannot tell is refused, nothing is lost; start the node again: it"
                        + " makes the index anew from the log",
                problem);
        try {
            IndexHead.delete(disk);
            disk.sync();
        } catch (IOException e) {
            LOG.error("its head cannot be deleted: {}; delete the index files before the next start", e.getMessage());
        }
    }

    long bytes() {
        return files == null ? 0 : files.bytes();
    }

    /** Makes everything that was committed survive a power cut. */
    void sync() {
        reopenIfClosed();
        try {
            files.syncAll();
        } catch (RuntimeException e) {
            throw failureOf(e);
        }
    }

    void close() {
        lock.writeLock().lock();
        try {
            if (environment != null) {
                environment.close();
                environment = null;
            }
        } catch (RuntimeException e) {
            environment = null;
            throw failureOf(e);
        } finally {
            files.closeFiles();
            lock.writeLock().unlock();
        }
    }

    /** Closes whatever can be closed. */
    void abandon() {
        lock.writeLock().lock();
        try {
            if (environment != null) {
                environment.close();
            }
        } catch (RuntimeException e) {
            // It is thrown away: that it cannot be closed well says nothing new.
            environment = null;
        } finally {
            environment = null;
            if (files != null) {
                files.closeFiles();
            }
            lock.writeLock().unlock();
        }
    }

    private void closeAfterFailure() {
        abandon();
        try {
            reopenIfClosed();
        } catch (SwarmException e) {
            // Whoever uses it next tries again, and is told if it still fails.
            environment = null;
        }
    }

    private void reopenIfClosed() {
        lock.writeLock().lock();
        try {
            if (environment == null) {
                open();
            }
        } catch (IOException e) {
            throw meaningOf(e);
        } catch (RuntimeException e) {
            SwarmException failure = failureOf(e);
            abandon();
            throw failure;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void requireOpen() {
        if (environment == null) {
            throw new SwarmException(
                    ErrorCode.DISK_FAILED,
                    "the index is closed after a failure; it is opened again by the next commit");
        }
    }

    private void requireUndamaged() {
        if (files.damage() != null) {
            throw files.damage();
        }
    }

    /** What a failure of a running index means. */
    private SwarmException failureOf(RuntimeException cause) {
        SwarmException failure = meaningOf(cause);
        if (failure.code() == ErrorCode.CORRUPT) {
            becomeDamaged(String.valueOf(cause.getMessage()));
        }
        return failure;
    }

    /** What a failure means: of what does not verify, of a full disk, of a disk that fails, or else of Xodus's data. */
    SwarmException meaningOf(Exception cause) {
        IOException io = cause instanceof IOException known ? known : files.failure();
        if (io == null || files.damage() != null) {
            return new SwarmException(
                    ErrorCode.CORRUPT,
                    "the index is damaged: " + cause.getMessage() + "; it is to be rebuilt from the log",
                    cause);
        }
        boolean full = String.valueOf(io.getMessage()).contains("No space left");
        return new SwarmException(
                full ? ErrorCode.STORAGE_FULL : ErrorCode.DISK_FAILED,
                "the index cannot be written or read: " + Objects.requireNonNullElse(io.getMessage(), io)
                        + "; it is as it was before",
                cause);
    }
}
