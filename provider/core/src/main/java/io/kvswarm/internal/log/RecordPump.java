package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.Worker;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Carries records from a source on a worker to a visitor on the loop: while one batch is visited the next is read,
 * and no more. Confined to the loop.
 */
final class RecordPump {
    private static final int WAITING_MAX = 2;

    private final Loop loop;
    private final Worker worker;
    private final RecordSource source;
    private final RecordVisitor visitor;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final ArrayDeque<List<LogRecord>> waiting = new ArrayDeque<>();
    private boolean reading;
    private boolean visiting;
    private boolean atEnd;

    RecordPump(Loop loop, Worker worker, RecordSource source, RecordVisitor visitor) {
        this.loop = loop;
        this.worker = worker;
        this.source = source;
        this.visitor = visitor;
    }

    /** Begins; the future completes on the loop, when everything has been visited. */
    CompletableFuture<Void> start() {
        readAhead();
        return done;
    }

    private void readAhead() {
        if (!reading && !atEnd && !done.isDone() && waiting.size() < WAITING_MAX) {
            reading = true;
            worker.execute(this::readOnWorker);
        }
    }

    private void readOnWorker() {
        try {
            List<LogRecord> batch = source.nextBatch();
            boolean lacksRecords = source.lacksRecords();
            loop.execute(() -> onRead(batch, lacksRecords));
        } catch (IOException | RuntimeException e) {
            loop.execute(() -> done.completeExceptionally(e));
        }
    }

    private void onRead(List<LogRecord> batch, boolean lacksRecords) {
        reading = false;
        if (lacksRecords) {
            visitor.onDamage();
        }
        if (batch.isEmpty()) {
            atEnd = true;
        } else {
            waiting.add(batch);
        }
        readAhead();
        visitNext();
    }

    private void visitNext() {
        if (visiting || done.isDone()) {
            return;
        }
        List<LogRecord> batch = waiting.poll();
        if (batch != null) {
            visiting = true;
            visit(batch);
        } else if (atEnd) {
            done.complete(null);
        }
    }

    private void visit(List<LogRecord> batch) {
        visitor.onBatch(batch)
                .whenComplete((nothing, failure) -> loop.execute(() -> {
                    visiting = false;
                    if (failure == null) {
                        readAhead();
                        visitNext();
                    } else {
                        done.completeExceptionally(failure);
                    }
                }));
    }
}
