package io.kvswarm.internal.node;

import io.kvswarm.api.Durability;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.Level;
import io.kvswarm.api.QueuedMessage;
import io.kvswarm.api.QueuedMessage.Box;
import io.kvswarm.internal.read.ReadAnswer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.write.Draft;
import io.kvswarm.internal.write.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The messages of a queue and in which box each is: a flag under the same key in another cache of the same log.
 * Confined
 * to the loop.
 */
final class QueueBoxes {
    private static final byte READ = 1;
    private static final byte ARCHIVED = 2;
    private static final int LOOK_AT_ONCE = 256;

    private final ClientSide local;

    /** Boxes that are read and changed through the queue's link to itself. */
    QueueBoxes(ClientSide local) {
        this.local = local;
    }

    /** The next messages of a box behind {@code after}, null for its start. */
    CompletableFuture<List<QueuedMessage>> next(Box box, QueuedMessage.Id after, int limit) {
        List<QueuedMessage> found = new ArrayList<>();
        byte[] behind = after == null ? null : QueueKeys.keyOf(after);
        return collect(box, behind, limit, found);
    }

    private CompletableFuture<List<QueuedMessage>> collect(
            Box box, byte[] after, int limit, List<QueuedMessage> found) {
        return local.reader()
                .scan(CacheId.QUEUE, 0, after, LOOK_AT_ONCE, true, GetOptions.DEFAULT)
                .thenCompose(page -> flagsOf(page.entries()).thenCompose(flags -> {
                    for (int i = 0; i < flags.size() && found.size() < limit; i++) {
                        if (isIn(box, flags.get(i))) {
                            PageEntry entry = page.entries().get(i);
                            found.add(new QueuedMessage(
                                    QueueKeys.idOf(entry.key()), entry.image().value()));
                        }
                    }
                    boolean done = found.size() == limit || page.isLast();
                    byte[] last = done
                            ? null
                            : page.entries().get(page.entries().size() - 1).key();
                    return done ? CompletableFuture.completedFuture(found) : collect(box, last, limit, found);
                }));
    }

    private CompletableFuture<List<ReadAnswer>> flagsOf(List<PageEntry> entries) {
        List<CacheKey> keys = entries.stream()
                .map(entry -> new CacheKey(CacheId.DEFAULT, entry.key()))
                .toList();
        return local.reader().getAll(keys, GetOptions.DEFAULT);
    }

    private static boolean isIn(Box box, ReadAnswer flag) {
        boolean marked = flag.isPresent();
        return switch (box) {
            case UNREAD -> !marked;
            case READ -> marked;
            case ARCHIVE -> marked && flag.entry().value()[0] == ARCHIVED;
        };
    }

    CompletableFuture<Void> markRead(QueuedMessage.Id id) {
        return flag(id, READ);
    }

    CompletableFuture<Void> archive(QueuedMessage.Id id) {
        return flag(id, ARCHIVED);
    }

    /** Removes a message for good. */
    CompletableFuture<Void> clear(QueuedMessage.Id id) {
        byte[] key = QueueKeys.keyOf(id);
        return change(List.of(
                Draft.remove(CacheId.QUEUE, key, Durability.FSYNC),
                Draft.remove(CacheId.DEFAULT, key, Durability.FSYNC)));
    }

    private CompletableFuture<Void> flag(QueuedMessage.Id id, byte flag) {
        return change(List.of(Draft.put(CacheId.DEFAULT, QueueKeys.keyOf(id), new byte[] {flag}, Durability.FSYNC)));
    }

    private CompletableFuture<Void> change(List<Draft> drafts) {
        return local.writer()
                .submit(drafts, Level.RECEIPT, Writer.NO_DEADLINE)
                .done()
                .thenAccept(done -> {
                    if (done.firstFailure() != null) {
                        throw done.firstFailure();
                    }
                });
    }
}
