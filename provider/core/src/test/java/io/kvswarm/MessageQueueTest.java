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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
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
