package io.kvswarm.internal.config;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.slicing.RandomSlicing;
import io.kvswarm.internal.slicing.SipHash;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The members of a config on their way to a {@link ConfigDocument}, which checks them. Not shared between threads. */
public final class ConfigDraft {
    /** Null for a first config whose id comes from its content. */
    SwarmId swarm;

    long epoch = 1;
    RandomSlicing<NodeId> slicing;
    List<NodeId> writers = List.of();
    byte[] hashKey = new byte[SipHash.KEY_BYTES];
    Readers readers = Readers.ANY;
    SortedMap<NodeId, List<HostPort>> addresses = new TreeMap<>();
    List<CellMirrors> mirrors = List.of();
    Redundancy redundancy = Redundancy.NONE;
    /** Null for a first config. */
    ConfigHash previous;

    Authority authority = Authority.NONE;
    SortedMap<NodeId, byte[]> signatures = new TreeMap<>();

    ConfigDraft() {}

    /**
     * A swarm's first config, with default members.
     *
     * @param capacities capacity of each storage node, 1 to 2^53-1; their slices follow the order of this map
     */
    public static ConfigDraft first(Map<NodeId, Long> capacities) {
        return first(capacities, RandomSlicing.cellsWantedBy(capacities.size()));
    }

    /** As {@link #first(Map)}, with that number of cells, a power of two from 2^10 to 2^16. */
    public static ConfigDraft first(Map<NodeId, Long> capacities, int cells) {
        ConfigDraft draft = new ConfigDraft();
        draft.slicing = RandomSlicing.<NodeId>empty(cells).set(capacities);
        return draft;
    }

    /** Who may change data; whom the list names twice is one writer. */
    public ConfigDraft writers(Collection<NodeId> newWriters) {
        writers = newWriters.stream().distinct().toList();
        return this;
    }

    /** Who may read. */
    public ConfigDraft readers(Readers newReaders) {
        readers = newReaders;
        return this;
    }

    /** The id of the swarm; without this call it comes from the content. */
    public ConfigDraft swarm(SwarmId newSwarm) {
        swarm = newSwarm;
        return this;
    }

    /** The 16 bytes that key the hash from keys to positions. */
    public ConfigDraft hashKey(byte[] newHashKey) {
        hashKey = newHashKey.clone();
        return this;
    }

    /** Where nodes can be reached. */
    public ConfigDraft addresses(Map<NodeId, List<HostPort>> newAddresses) {
        addresses = new TreeMap<>(newAddresses);
        return this;
    }

    /** Who may sign the configs that follow. */
    public ConfigDraft authority(Authority newAuthority) {
        authority = newAuthority;
        return this;
    }

    /**
     * The document.
     *
     * @throws IllegalArgumentException that names the member that is wrong
     */
    public ConfigDocument document() {
        return new ConfigDocument(this);
    }
}
