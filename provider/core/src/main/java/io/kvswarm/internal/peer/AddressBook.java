package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where nodes can be reached, as configured and as they say themselves. Confined to the loop. */
public final class AddressBook {
    /** Most nodes whose records are kept; beyond it the oldest of those nobody wants are forgotten. */
    public static final int RECORDS_MAX = 4096;

    private final Map<NodeId, AddressRecord> records = new LinkedHashMap<>();
    private Map<NodeId, List<HostPort>> configured = Map.of();

    /** Takes the addresses of a config in place of those of the config before. */
    public void configure(Map<NodeId, List<HostPort>> addresses) {
        configured = Map.copyOf(addresses);
    }

    /** Where to look for {@code node}, best guess first; none if nothing is known. */
    public List<HostPort> addressesOf(NodeId node) {
        Set<HostPort> found = new LinkedHashSet<>();
        AddressRecord record = records.get(node);
        if (record != null) {
            found.addAll(record.addresses());
        }
        found.addAll(configured.getOrDefault(node, List.of()));
        return List.copyOf(found);
    }

    /**
     * Takes a record unless a later one of its node is known; of two issued at the same time the first one stays.
     *
     * @param wanted nodes that are never forgotten for others
     * @return true if it is news
     */
    boolean learn(AddressRecord record, Set<NodeId> wanted) {
        AddressRecord known = records.get(record.node());
        if (known != null && known.issuedMillis() >= record.issuedMillis()) {
            return false;
        }
        if (known == null && records.size() >= RECORDS_MAX && !forgetOne(wanted)) {
            return false;
        }
        // Removed first, so that the map's order is that of news.
        records.remove(record.node());
        records.put(record.node(), record);
        return true;
    }

    /** True if {@code bytes} are a record in here, which was verified when it came. */
    boolean has(byte[] bytes) {
        NodeId node = AddressRecord.nodeOf(bytes);
        AddressRecord known = node == null ? null : records.get(node);
        return known != null && known.isEncodedAs(bytes);
    }

    /** All records, in the order they were learned. */
    List<AddressRecord> records() {
        return new ArrayList<>(records.values());
    }

    private boolean forgetOne(Set<NodeId> wanted) {
        for (Iterator<NodeId> nodes = records.keySet().iterator(); nodes.hasNext(); ) {
            if (!wanted.contains(nodes.next())) {
                nodes.remove();
                return true;
            }
        }
        return false;
    }
}
