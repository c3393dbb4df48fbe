package io.kvswarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.QueuedMessage;
import io.kvswarm.api.QueuedMessage.Box;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: messages reach a queue once, in order, whenever both sides happen to run, and stay until they are cleared. */
final class MessageQueueTest {
    @TempDir
    Path directory;

    @Test
    void whatWasSentOfflineArrivesOnceInOrderAndOutlivesRestarts() throws InterruptedException {
        NodeId receiver = idOf("receiver");
        NodeId sender = idOf("sender");
        try (MessageQueue queue = queue("sender")) {
            for (int i = 0; i < 100; i++) {
                queue.send(receiver, text("message " + i)).join();
            }
        }
        try (MessageQueue to = queue("receiver")) {
            to.addPeer(sender).join();
            to.listen(ListenOptions.LOOPBACK).join();
            try (MessageQueue from = queue("sender")) {
                CountDownLatch delivered = new CountDownLatch(1);
                from.onDelivered(count -> {
                    if (count == 100) {
                        delivered.countDown();
                    }
                });
                from.connect(receiver).join();
                assertTrue(delivered.await(60, TimeUnit.SECONDS), "not delivered");
            }
        }
        try (MessageQueue to = queue("receiver")) {
            assertEquals(Set.of(sender), to.peers().join());
            List<QueuedMessage> unread =
                    to.next(Box.UNREAD, Optional.empty(), 1000).join();
            assertEquals(100, unread.size());
            for (int i = 0; i < 100; i++) {
                assertEquals("message " + i, unread.get(i).text());
                assertEquals(sender, unread.get(i).id().from());
            }
            to.markRead(unread.get(0).id()).join();
            to.archive(unread.get(1).id()).join();
            to.clear(unread.get(2).id()).join();
            assertEquals(97, to.next(Box.UNREAD, Optional.empty(), 1000).join().size());
            assertEquals(2, to.next(Box.READ, Optional.empty(), 1000).join().size());
            assertEquals(
                    List.of("message 1"),
                    to.next(Box.ARCHIVE, Optional.empty(), 1000).join().stream()
                            .map(QueuedMessage::text)
                            .toList());
            Optional<QueuedMessage.Id> after = Optional.of(unread.get(49).id());
            assertEquals(
                    "message 50", to.next(Box.UNREAD, after, 1).join().get(0).text());
        }
    }

    @Test
    void whoIsNotAPeerIsRefusedAndToldWhy() {
        NodeId receiver = idOf("receiver");
        try (MessageQueue to = queue("receiver");
                MessageQueue from = queue("sender")) {
            to.listen(ListenOptions.LOOPBACK).join();
            from.send(receiver, text("let me in")).join();
            CompletionException refusal = assertThrows(
                    CompletionException.class, () -> from.connect(receiver).join());
            assertEquals(
                    "node " + receiver.shortForm() + " refused this node: node " + from.id()
                            + " is not among the peers of this message queue; its owner can add it with addPeer",
                    refusal.getCause().getMessage());
            assertEquals(0, to.next(Box.UNREAD, Optional.empty(), 10).join().size());
            assertEquals(1L, from.pending().join());
        }
    }

    @Test
    void liveStreamGoesOnWithWhatArrivesUntilTheQueueCloses() throws InterruptedException {
        NodeId receiver = idOf("receiver");
        Collected collected = new Collected();
        try (MessageQueue to = queue("receiver");
                MessageQueue from = queue("sender")) {
            to.addPeer(from.id()).join();
            to.listen(ListenOptions.LOOPBACK).join();
            from.connect(receiver).join();
            from.send(receiver, text("first")).join();
            to.stream(Box.UNREAD, true).subscribe(collected);
            collected.subscription().request(Long.MAX_VALUE);
            assertEquals("first", collected.next());
            for (int i = 0; i < 600; i++) {
                from.send(receiver, text("message " + i)).join();
            }
            for (int i = 0; i < 600; i++) {
                assertEquals("message " + i, collected.next());
            }
        }
        assertEquals("complete", collected.next());
    }

    @Test
    void streamGivesNoMoreThanIsAskedForAndEndsWithTheBox() throws InterruptedException {
        NodeId receiver = idOf("receiver");
        try (MessageQueue to = queue("receiver");
                MessageQueue from = queue("sender")) {
            to.addPeer(from.id()).join();
            to.listen(ListenOptions.LOOPBACK).join();
            CountDownLatch delivered = new CountDownLatch(1);
            from.onDelivered(count -> {
                if (count == 3) {
                    delivered.countDown();
                }
            });
            for (String each : List.of("a", "b", "c")) {
                from.send(receiver, text(each)).join();
            }
            from.connect(receiver).join();
            assertTrue(delivered.await(60, TimeUnit.SECONDS), "not delivered");

            Collected collected = new Collected();
            to.stream(Box.UNREAD, false).subscribe(collected);
            collected.subscription().request(2);
            assertEquals("a", collected.next());
            assertEquals("b", collected.next());
            // Whatever was given too early would be in front of what is asked for now.
            Collected archived = new Collected();
            to.stream(Box.ARCHIVE, false).subscribe(archived);
            archived.subscription().request(1);
            assertEquals("complete", archived.next());
            assertTrue(collected.isEmpty(), "more than was asked for");
            collected.subscription().request(1);
            assertEquals("c", collected.next());
            collected.subscription().request(1);
            assertEquals("complete", collected.next());

            Collected wrong = new Collected();
            to.stream(Box.UNREAD, true).subscribe(wrong);
            wrong.subscription().request(0);
            assertEquals("failed: asked for 0 messages, expected 1 or more", wrong.next());
        }
    }

    /** What a subscriber was told, in order. */
    private static final class Collected implements Flow.Subscriber<QueuedMessage> {
        private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        Flow.Subscription subscription() {
            return subscribed.orTimeout(60, TimeUnit.SECONDS).join();
        }

        String next() throws InterruptedException {
            String next = told.poll(60, TimeUnit.SECONDS);
            return next == null ? "nothing for 60 s" : next;
        }

        boolean isEmpty() {
            return told.isEmpty();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscribed.complete(subscription);
        }

        @Override
        public void onNext(QueuedMessage message) {
            told.add(message.text());
        }

        @Override
        public void onError(Throwable failure) {
            told.add("failed: " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            told.add("complete");
        }
    }

    private NodeId idOf(String name) {
        try (MessageQueue queue = queue(name)) {
            return queue.id();
        }
    }

    private MessageQueue queue(String name) {
        return KvSwarm.builder()
                .directory(directory.resolve(name))
                .runDirectory(directory.resolve("run"))
                .openQueue();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
