package io.kvswarm;

import io.kvswarm.api.QueuedMessage;
import io.kvswarm.api.QueuedMessage.Box;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** Messages of one box of a queue, read page by page as its subscribers ask for them. Safe from any thread. */
final class QueueStream implements Flow.Publisher<QueuedMessage> {
    private static final int PAGE_MAX = 256;

    private final Pages pages;
    private final Executor executor;
    private final Set<Reading> readings;
    private final Box box;
    private final boolean isLive;

    /** Where messages come from. */
    interface Pages {
        /** The next messages of a box; see {@link MessageQueue#next}. */
        CompletableFuture<List<QueuedMessage>> next(Box box, Optional<QueuedMessage.Id> after, int limit);
    }

    /** Everyone who waits for messages of one queue. */
    static final class Waiting {
        private final Set<Reading> readings = ConcurrentHashMap.newKeySet();

        /** Something may have come into a box. */
        void onNews() {
            readings.forEach(Reading::onNews);
        }

        /** The queue is about to close. */
        void onClose() {
            readings.forEach(Reading::onClose);
        }
    }

    QueueStream(Pages pages, Executor executor, Waiting waiting, Box box, boolean isLive) {
        this.pages = pages;
        this.executor = executor;
        this.readings = waiting.readings;
        this.box = box;
        this.isLive = isLive;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super QueuedMessage> subscriber) {
        Reading reading = new Reading(subscriber);
        if (isLive) {
            readings.add(reading);
        }
        reading.start();
    }

    /** One subscriber's way through the box. Its subscriber is called by one thread at a time. */
    private final class Reading implements Flow.Subscription {
        private final Flow.Subscriber<? super QueuedMessage> subscriber;
        private final ArrayDeque<QueuedMessage> page = new ArrayDeque<>();
        private Optional<QueuedMessage.Id> after = Optional.empty();
        private long wanted;
        private boolean isBusy;
        private boolean isFetching;
        private boolean isAtEnd;
        private boolean hasNews;
        private boolean isClosing;
        private boolean isOver;

        Reading(Flow.Subscriber<? super QueuedMessage> subscriber) {
            this.subscriber = subscriber;
        }

        void start() {
            executor.execute(() -> subscriber.onSubscribe(this));
        }

        @Override
        public void request(long more) {
            if (more < 1) {
                end(() -> subscriber.onError(
                        new IllegalArgumentException("asked for " + more + " messages, expected 1 or more")));
                return;
            }
            synchronized (this) {
                wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
            }
            goOn();
        }

        @Override
        public void cancel() {
            synchronized (this) {
                isOver = true;
            }
            readings.remove(this);
        }

        void onNews() {
            synchronized (this) {
                hasNews = true;
                isAtEnd = false;
            }
            goOn();
        }

        void onClose() {
            synchronized (this) {
                isClosing = true;
            }
            goOn();
        }

        /** Takes a step on the executor, unless one is being taken: that one is followed by another. */
        private void goOn() {
            synchronized (this) {
                if (isBusy || isOver) {
                    return;
                }
                isBusy = true;
            }
            executor.execute(this::run);
        }

        private void run() {
            for (Runnable step = next(); step != null; step = next()) {
                step.run();
            }
        }

        /** What is to be done next; null if there is nothing for now. */
        private synchronized Runnable next() {
            boolean mayFetch = wanted > 0 && !isAtEnd && !isFetching;
            if (isOver) {
                return null;
            } else if (wanted > 0 && !page.isEmpty()) {
                wanted--;
                QueuedMessage message = page.poll();
                return () -> give(message);
            } else if (isClosing || (page.isEmpty() && isAtEnd && !isLive)) {
                return () -> end(subscriber::onComplete);
            } else if (mayFetch) {
                isFetching = true;
                hasNews = false;
                int limit = (int) Math.min(wanted, PAGE_MAX);
                return () -> fetch(limit);
            }
            isBusy = false;
            return null;
        }

        private void give(QueuedMessage message) {
            try {
                subscriber.onNext(message);
            } catch (RuntimeException | Error mistake) {
                cancel();
                throw mistake;
            }
        }

        private void fetch(int limit) {
            pages.next(box, after, limit).whenComplete((found, failure) -> {
                if (failure != null) {
                    end(() -> subscriber.onError(Failures.unwrapped(failure)));
                    return;
                }
                synchronized (this) {
                    isFetching = false;
                    page.addAll(found);
                    isAtEnd = found.size() < limit && !hasNews;
                    if (!found.isEmpty()) {
                        after = Optional.of(found.get(found.size() - 1).id());
                    }
                }
                goOn();
            });
        }

        private void end(Runnable lastWord) {
            synchronized (this) {
                if (isOver) {
                    return;
                }
                isOver = true;
            }
            readings.remove(this);
            lastWord.run();
        }
    }
}
