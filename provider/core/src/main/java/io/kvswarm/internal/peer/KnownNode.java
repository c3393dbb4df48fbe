package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import java.util.List;
import java.util.function.Consumer;

/**
 * A node with a known id, at the places its records and the config name. On the loop.
 *
 * @param node its id
 * @param addresses where it may be
 * @param links whether it is linked
 * @param gossip takes what neighbours know of it
 * @param neighbours records on this machine
 */
record KnownNode(NodeId node, AddressBook addresses, Links links, Gossip gossip, LocalRecords neighbours)
        implements DialTarget {
    @Override
    public NodeId expected() {
        return node;
    }

    @Override
    public boolean isMissing() {
        return links.linkTo(node) == null;
    }

    @Override
    public void places(Consumer<List<HostPort>> then) {
        neighbours.find(node, record -> {
            if (record != null) {
                gossip.announce(record);
            }
            then.accept(addresses.addressesOf(node));
        });
    }

    @Override
    public boolean isWorthDialing(HostPort place) {
        return true;
    }
}
