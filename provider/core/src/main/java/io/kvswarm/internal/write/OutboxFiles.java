package io.kvswarm.internal.write;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.base.Worker;
import io.kvswarm.internal.log.LogKeys;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.Replay;
import io.kvswarm.internal.wire.SessionId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of outboxes: finds, opens and deletes them, on the workers; what it gives completes on the loop. */
final class OutboxFiles {
    /** Something that uses the disk. */
    @FunctionalInterface
    private interface DiskTask<T> {
        T run(Disk disk) throws IOException;
    }

    private OutboxFiles() {}

    /** Opens every outbox there is, oldest session first. */
    static CompletableFuture<List<RecoveredOutbox>> openAll(OutboxPlace place) {
        return run(place, place.log().reader(), disk -> sessionsIn(place, disk.list()))
                .thenCompose(sessions -> {
                    CompletableFuture<List<RecoveredOutbox>> all = CompletableFuture.completedFuture(new ArrayList<>());
                    for (SessionId session : sessions) {
                        all = all.thenCombine(open(place, session), OutboxFiles::with);
                    }
                    return all;
                })
                .thenApply(all -> {
                    all.sort(Comparator.comparingLong(RecoveredOutbox::ordinal));
                    return all;
                });
    }

    private static List<RecoveredOutbox> with(List<RecoveredOutbox> all, RecoveredOutbox next) {
        all.add(next);
        return all;
    }

    private static List<SessionId> sessionsIn(OutboxPlace place, List<String> files) {
        Pattern pattern = Pattern.compile(Pattern.quote(place.name()) + "-([0-9a-f]{32})-.*");
        Set<String> ids = new TreeSet<>();
        for (String file : files) {
            Matcher matcher = pattern.matcher(file);
            if (matcher.matches()) {
                ids.add(matcher.group(1));
            }
        }
        return ids.stream().map(id -> SessionId.of(Hex.parse(id))).toList();
    }

    private static CompletableFuture<RecoveredOutbox> open(OutboxPlace place, SessionId session) {
        RecoveredOutbox found = new RecoveredOutbox(session);
        Replay replay = Replay.all(batch -> {
            found.take(batch);
            return CompletableFuture.completedFuture(null);
        });
        return RecordLog.open(place.log(), place.identityOf(session), LogKeys.NONE, place.settings(), replay)
                .thenApply(found::opened);
    }

    /** Deletes the files of a closed outbox. */
    static CompletableFuture<Void> delete(OutboxPlace place, SessionId session) {
        String prefix = place.prefixOf(session) + "-";
        return run(place, place.log().writer(), disk -> {
            for (String file : disk.list()) {
                if (file.startsWith(prefix)) {
                    disk.delete(file);
                }
            }
            disk.sync();
            return null;
        });
    }

    private static <T> CompletableFuture<T> run(OutboxPlace place, Worker worker, DiskTask<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            worker.execute(() -> {
                try {
                    T result = task.run(place.log().disk());
                    place.log().loop().execute(() -> done.complete(result));
                } catch (IOException e) {
                    place.log().loop().execute(() -> done.completeExceptionally(failed(e)));
                }
            });
        } catch (RejectedExecutionException closed) {
            done.completeExceptionally(new SwarmException(ErrorCode.CLOSED, "this node is closed", closed));
        }
        return done;
    }

    private static SwarmException failed(IOException cause) {
        return new SwarmException(
                ErrorCode.DISK_FAILED,
                "the outboxes of this node cannot be listed or deleted: " + cause.getMessage()
                        + "; what is logged in them stays",
                cause);
    }
}
