package io.kvswarm;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.config.Authority;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.config.ConfigDraft;
import io.kvswarm.internal.config.ConfigHash;
import io.kvswarm.internal.identity.KeyFile;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.slicing.Bin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The document all nodes of a swarm agree on: who stores data and how much, who may write and read, and therefore who
 * owns which part of the key space. Immutable; safe from any thread.
 *
 * <p>A swarm begins with a first config:
 *
 * <pre>{@code
 * SwarmConfig config = SwarmConfig.builder()
 *         .capacity(a, 5).capacity(b, 10).capacity(c, 7)
 *         .writer(x).writer(y)
 *         .build();
 * config.save(Path.of("config.json"));
 * }</pre>
 *
 * <p>Every change makes the config of the next epoch from the one before; slices are adjusted, never laid out anew, so
 * that as little as possible moves:
 *
 * <pre>{@code
 * SwarmConfig next = SwarmConfig.load(Path.of("config.json")).withWriter(z);
 * }</pre>
 *
 * <p>A change that changes nothing gives the same config back. Two configs are equal if they say the same, whoever has
 * signed them.
 */
public final class SwarmConfig {
    private final ConfigDocument document;

    SwarmConfig(ConfigDocument document) {
        this.document = document;
    }

    /** What the rest of this library works with. */
    ConfigDocument document() {
        return document;
    }

    /** An empty builder for a swarm's first config. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A swarm's first config, with default settings.
     *
     * @param capacities capacity of each storage node, in any unit, 1 to 2^53-1; slices follow the order of the map
     * @param writers    who may change data
     * @throws IllegalArgumentException if there is no storage node, or a capacity is out of range; names the node
     */
    public static SwarmConfig of(Map<NodeId, Long> capacities, Collection<NodeId> writers) {
        return new SwarmConfig(ConfigDraft.first(capacities).writers(writers).document());
    }

    /**
     * Reads a config.
     *
     * @param json text as {@link #toJson()} makes it, or a config file of the original JavaScript kvswarm: that is
     *     epoch 1 of a swarm whose id follows from the content
     * @throws SwarmException with {@link ErrorCode#MALFORMED}; the message names the place, what was found there and
     *     what is allowed
     */
    public static SwarmConfig parse(String json) {
        return new SwarmConfig(ConfigDocument.parse(json));
    }

    /**
     * Reads a config file.
     *
     * @throws SwarmException with {@link ErrorCode#MALFORMED} as {@link #parse} does, with
     *     {@link ErrorCode#DIRECTORY_UNUSABLE} if the file cannot be read; the message names the file
     */
    public static SwarmConfig load(Path file) {
        byte[] json = ConfigFile.read(file);
        try {
            return new SwarmConfig(ConfigDocument.parse(json));
        } catch (SwarmException e) {
            throw new SwarmException(e.code(), file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the config to a file, as {@link #toJson()} and a line end. Whoever reads the file meanwhile, or after a
     * crash, finds either the old content or the new.
     *
     * @throws SwarmException with {@link ErrorCode#DIRECTORY_UNUSABLE} if that fails; the old content is still there
     */
    public void save(Path file) {
        ConfigFile.write(file, toJson() + "\n");
    }

    /**
     * The config as text. While it has only what the original knows, this is the original's one line; else one line for
     * each node, the original's members first and in its form, so that it can read them.
     *
     * @throws SwarmException with {@link ErrorCode#TOO_LARGE} if it would be longer than 4 MiB
     */
    public String toJson() {
        return document.toJson();
    }

    /** Which swarm it is of. */
    public SwarmId swarmId() {
        return document.swarm();
    }

    /** Its version: 1 for the first config of a swarm, one more for each change. */
    public long epoch() {
        return document.epoch();
    }

    /** SHA-256 of what it says, 64 hex digits: equal for equal configs. */
    public String hash() {
        return document.hash().toString();
    }

    /** {@link #hash()} of the config it was made from; empty for the first. */
    public Optional<String> previousHash() {
        return document.previous().map(ConfigHash::toString);
    }

    /** Who may change data, in the order given. */
    public List<NodeId> writers() {
        return document.writers();
    }

    /** Who may read, beside writers and storage nodes. */
    public Readers readers() {
        return document.readers();
    }

    /** Capacity of each storage node, in order of ids. */
    public SortedMap<NodeId, Long> capacities() {
        SortedMap<NodeId, Long> capacities = new TreeMap<>();
        for (Map.Entry<NodeId, Bin> bin : document.slicing().bins().entrySet()) {
            capacities.put(bin.getKey(), bin.getValue().size());
        }
        return capacities;
    }

    /** Where nodes can be reached, as far as the config says. */
    public SortedMap<NodeId, List<HostPort>> addresses() {
        return document.addresses();
    }

    /** The keys that may sign configs of this swarm; none if a config counts on the machine only where it was put. */
    public List<NodeId> authority() {
        return document.authority().keys();
    }

    /** How many keys of the {@link #authority()} have to sign; 0 if there are none. */
    public int authorityThreshold() {
        return document.authority().threshold();
    }

    /** Who has signed; whether these signatures are good says {@link #isSigned()}. */
    public Set<NodeId> signers() {
        return document.signatures().keySet();
    }

    /** True if enough keys of its own {@link #authority()} have signed it. */
    public boolean isSigned() {
        return document.isSignedBy(document.authority());
    }

    /** Number of cells, the parts of the key space that are owned, moved and mirrored as a whole. */
    public int cells() {
        return document.cells().cells();
    }

    /** How many cells {@code node} owns; 0 if it is no storage node. */
    public int cellsOwnedBy(NodeId node) {
        return document.cells().countOf(node);
    }

    /** The share of all capacity that {@code node} has, 0 to 1; 0 if it is no storage node. */
    public double shareOf(NodeId node) {
        return document.slicing().shareOf(node).doubleValue();
    }

    /** The storage node that owns {@code key}. */
    public NodeId ownerOf(byte[] key) {
        return document.cells().ownerAt(document.positions().position(key));
    }

    /** The storage node that owns the key whose bytes are {@code key} in UTF-8. */
    public NodeId ownerOf(String key) {
        return ownerOf(key.getBytes(StandardCharsets.UTF_8));
    }

    /** The cell that holds {@code key}, 0 to {@link #cells()} - 1. */
    public int cellOf(byte[] key) {
        return document.cells().cellOf(document.positions().position(key));
    }

    /**
     * How many cells have another owner than in {@code other}.
     *
     * @throws IllegalArgumentException if {@code other} has another number of cells
     */
    public int cellsMovedFrom(SwarmConfig other) {
        return document.cells().differencesFrom(other.document.cells()).length;
    }

    /**
     * The next config, with some capacities changed.
     *
     * @param capacities new capacity of each node named, 1 to 2^53-1; 0 takes a node out, and does nothing for one that
     *     is not there; other nodes keep theirs
     * @throws IllegalArgumentException if a capacity is out of range, if no storage node would be left, or if there
     *     would be more than one for four cells; nothing is changed
     */
    public SwarmConfig withCapacities(Map<NodeId, Long> capacities) {
        return next(document.withCapacities(capacities));
    }

    /** The next config, with one more writer. */
    public SwarmConfig withWriter(NodeId writer) {
        return next(document.withWriter(writer));
    }

    /** The next config, without that writer. */
    public SwarmConfig withoutWriter(NodeId writer) {
        return next(document.withoutWriter(writer));
    }

    /** The next config, with exactly these writers. */
    public SwarmConfig withWriters(Collection<NodeId> writers) {
        return next(document.withWriters(writers));
    }

    /** The next config, with other readers. */
    public SwarmConfig withReaders(Readers readers) {
        return next(document.withReaders(readers));
    }

    /**
     * The next config, with exactly these addresses.
     *
     * @param addresses 1 to 64 addresses of each node named
     */
    public SwarmConfig withAddresses(Map<NodeId, List<HostPort>> addresses) {
        return next(document.withAddresses(addresses));
    }

    /**
     * The next config, with another authority. To count, it has to be signed by enough keys of the old authority, if
     * there was one, and of the new one.
     *
     * @param keys      at most 64 keys that may sign; none for a swarm without an authority
     * @param threshold how many of them have to; 0 if there are none
     * @throws IllegalArgumentException if the threshold cannot be reached, or a key is no public key
     */
    public SwarmConfig withAuthority(Collection<NodeId> keys, int threshold) {
        return next(document.withAuthority(new Authority(List.copyOf(keys), threshold)));
    }

    /**
     * What this config says, as the epoch right after {@code before}: makes one epoch of several changes. It is
     * {@code before} itself if that says the same, and has no signatures otherwise.
     *
     * @throws IllegalArgumentException if {@code before} is another swarm's
     */
    public SwarmConfig asNextOf(SwarmConfig before) {
        ConfigDocument next = document.asNextOf(before.document);
        return next.equals(before.document) ? before : new SwarmConfig(next);
    }

    /**
     * This config, signed with the key of a node as well.
     *
     * @param directory data directory of the node
     * @throws SwarmException with {@link ErrorCode#DIRECTORY_UNUSABLE} if there is no key in it, or it is open to
     *     others
     */
    public SwarmConfig signedBy(Path directory) {
        NodeKey key = KeyFile.open(directory)
                .orElseThrow(() -> new SwarmException(
                        ErrorCode.DIRECTORY_UNUSABLE,
                        directory + " has no key to sign with, expected the data directory of a node; kvswarm id -d "
                                + directory + " makes one"));
        return new SwarmConfig(document.signedBy(key));
    }

    private SwarmConfig next(ConfigDocument changed) {
        return changed.equals(document) ? this : new SwarmConfig(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SwarmConfig that && document.equals(that.document);
    }

    @Override
    public int hashCode() {
        return document.hashCode();
    }

    /** Swarm, epoch and the beginning of the hash. */
    @Override
    public String toString() {
        return document.toString();
    }

    /** Makes a swarm's first config. Not shared between threads. */
    public static final class Builder {
        private final Map<NodeId, Long> capacities = new LinkedHashMap<>();
        private final List<NodeId> writers = new ArrayList<>();
        private final Map<NodeId, List<HostPort>> addresses = new TreeMap<>();
        private Readers readers = Readers.ANY;
        private Authority authority = Authority.NONE;
        private int cells;
        private byte[] hashKey;

        private Builder() {}

        /** Adds a storage node; slices follow the order of these calls. */
        public Builder capacity(NodeId node, long capacity) {
            capacities.put(node, capacity);
            return this;
        }

        /** Adds a writer. */
        public Builder writer(NodeId writer) {
            writers.add(writer);
            return this;
        }

        /** Says who may read; any node if this is not called. */
        public Builder readers(Readers whoReads) {
            readers = whoReads;
            return this;
        }

        /** Says where a node can be reached. */
        public Builder addresses(NodeId node, List<HostPort> whereItIs) {
            addresses.put(node, whereItIs);
            return this;
        }

        /** Says who may sign the configs that follow, see {@link SwarmConfig#withAuthority}. */
        public Builder authority(Collection<NodeId> keys, int threshold) {
            authority = new Authority(List.copyOf(keys), threshold);
            return this;
        }

        /**
         * Sets the number of cells for ever: a power of two from 1,024 to 65,536, at least 32 for each storage node
         * there will ever be. By default 1,024, or more if there are more than 32 nodes already.
         */
        public Builder cells(int count) {
            cells = count;
            return this;
        }

        /** Sets, for ever, the 16 bytes that key the hash from keys to positions; all zero by default. */
        public Builder hashKey(byte[] key) {
            hashKey = key.clone();
            return this;
        }

        /**
         * The config.
         *
         * @throws IllegalArgumentException that names what is missing or out of range
         */
        public SwarmConfig build() {
            ConfigDraft draft = cells == 0 ? ConfigDraft.first(capacities) : ConfigDraft.first(capacities, cells);
            draft.writers(writers).readers(readers).addresses(addresses).authority(authority);
            return new SwarmConfig((hashKey == null ? draft : draft.hashKey(hashKey)).document());
        }
    }
}
