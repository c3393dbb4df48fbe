package io.kvswarm;

import io.kvswarm.api.Entry;
import io.kvswarm.api.EntryPage;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.Receipt;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.Write;
import io.kvswarm.api.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Entries under a name: keys of 0 to 64 KiB, values of 0 to 64 MiB. Safe from any thread.
 *
 * <p>{@link #put} and {@link #delete} are buffered and go out with {@link #flush}; {@link #write} goes out at once.
 * Futures fail with a {@link SwarmException}; they complete on the swarm's executor, never on a thread that does
 * network or disk.
 */
public interface Namespace {
    /** Its name; empty for the default namespace. */
    String name();

    /**
     * Buffers a value. The last of several for one key wins. Waits while the buffer and outbox are full, unless the
     * swarm was opened to fail then.
     *
     * @throws SwarmException {@code TOO_LARGE} if key or value is too long, {@code QUEUE_FULL} at the bound; nothing
     * was
     *     buffered
     */
    void put(byte[] key, byte[] value);

    /** Like {@link #put(byte[], byte[])}, for an entry that lives so long from when its owner applies it. */
    void put(byte[] key, byte[] value, Duration life);

    /** Like {@link #put(byte[], byte[])}, both texts as UTF-8. */
    default void put(String key, String value) {
        put(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    /** Buffers a removal. */
    void delete(byte[] key);

    /** Buffers a removal; the text as UTF-8. */
    default void delete(String key) {
        delete(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends what this process has buffered, of all namespaces, and waits as {@code options} say. A flush that fails
     * undoes nothing of what was applied; at level {@code LOGGED} everything stays in the outbox and is delivered once.
     *
     * @return one receipt for each storage node that had changes to take, in the order of node ids
     */
    CompletableFuture<List<Receipt>> flush(FlushOptions options);

    /** Makes one change at once. */
    CompletableFuture<WriteResult> write(Write write);

    /** Reads an entry; sees this process's own completed writes. */
    CompletableFuture<Optional<Entry>> get(byte[] key, GetOptions options);

    /** Reads an entry, waiting for its owner up to 10 seconds. */
    default CompletableFuture<Optional<Entry>> get(byte[] key) {
        return get(key, GetOptions.DEFAULT);
    }

    /** Reads an entry; the text as UTF-8. */
    default CompletableFuture<Optional<Entry>> get(String key) {
        return get(key.getBytes(StandardCharsets.UTF_8), GetOptions.DEFAULT);
    }

    /** Reads many entries with one request for each owner; the answers in the order of the keys. */
    CompletableFuture<List<Optional<Entry>>> getAll(Collection<byte[]> keys, GetOptions options);

    /**
     * Reads the next entries in the order of the key space. What is there from the first page to the last comes exactly
     * once.
     *
     * @param from  where to begin; empty for the start
     * @param limit most entries, 1 to 4,096
     */
    CompletableFuture<EntryPage> scan(Optional<EntryPage.Cursor> from, int limit, GetOptions options);
}
