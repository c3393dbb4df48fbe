package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.MalformedBytesException;
import io.kvswarm.internal.wire.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes address records on: all that are known to a new link, news to every link but the one they came by. On the
 * loop.
 */
final class Gossip {
    private final AddressBook book;
    private final Set<NodeId> wanted;
    private final Links links;
    private final Consumer<NodeId> onNews;

    Gossip(AddressBook book, Set<NodeId> wanted, Links links, Consumer<NodeId> onNews) {
        this.book = book;
        this.wanted = wanted;
        this.links = links;
        this.onNews = onNews;
    }

    /** A link is open: takes the record from its hello, and tells it what is known. */
    void greet(PeerLink link) {
        if (link.hello().address().length > 0) {
            learn(link, List.of(link.hello().address()));
        }
        List<byte[]> known = new ArrayList<>();
        for (AddressRecord record : book.records()) {
            if (!record.node().equals(link.peer())) {
                known.add(record.toBytes());
            }
        }
        if (!known.isEmpty()) {
            link.send(new Addresses(known));
        }
    }

    /** Records from a peer. */
    void onAddresses(PeerLink link, Addresses news) {
        learn(link, news.records());
    }

    /** A record from outside the network: this node's own, or a neighbour's. */
    void announce(AddressRecord record) {
        if (book.learn(record, wanted)) {
            passOn(null, List.of(record.toBytes()));
            onNews.accept(record.node());
        }
    }

    private void learn(PeerLink from, List<byte[]> records) {
        List<byte[]> news = new ArrayList<>();
        List<NodeId> nodes = new ArrayList<>();
        for (byte[] bytes : records) {
            if (book.has(bytes)) {
                // Most of what a new link tells: to verify it again costs more than everything else about it.
                continue;
            }
            AddressRecord record = read(from, bytes);
            if (record == null) {
                return;
            }
            if (book.learn(record, wanted)) {
                news.add(bytes);
                nodes.add(record.node());
            }
        }
        if (!news.isEmpty()) {
            passOn(from, news);
            nodes.forEach(onNews);
        }
    }

    /** Null, and the end of the link, for what is no record: its peer does not keep to the protocol. */
    private static AddressRecord read(PeerLink from, byte[] bytes) {
        try {
            return AddressRecord.read(bytes);
        } catch (MalformedBytesException e) {
            from.close(e.getMessage());
            return null;
        }
    }

    private void passOn(PeerLink from, List<byte[]> news) {
        for (PeerLink link : List.copyOf(links.open())) {
            if (link != from) {
                link.send(new Addresses(news));
            }
        }
    }
}
