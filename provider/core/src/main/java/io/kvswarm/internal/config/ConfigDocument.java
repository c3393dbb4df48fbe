package io.kvswarm.internal.config;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.identity.Signatures;
import io.kvswarm.internal.slicing.CellTable;
import io.kvswarm.internal.slicing.RandomSlicing;
import io.kvswarm.internal.slicing.SipHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A swarm config: who stores, writes and reads, and who owns which part of the key space. Immutable; every one that
 * exists is valid.
 *
 * <p>A change makes the document of the next epoch, which names the hash of this one and has no signatures; a change
 * that changes nothing gives this document back. Two documents are equal if they say the same, whoever signed them.
 */
public final class ConfigDocument {
    /** Longest JSON form, in bytes of UTF-8. */
    public static final int BYTES_MAX = 4 * Limits.MIB;

    /** Largest epoch. */
    public static final long EPOCH_MAX = (1L << 53) - 1;

    /** Most addresses of one node. */
    public static final int ADDRESSES_MAX = 64;

    /** Most signatures. */
    public static final int SIGNATURES_MAX = 2 * Authority.KEYS_MAX;

    private static final byte[] DERIVED = "kvswarm/swarm/v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final SwarmId NO_SWARM = SwarmId.of(new byte[SwarmId.BYTES]);

    private final SwarmId swarm;
    private final long epoch;
    private final RandomSlicing<NodeId> slicing;
    private final List<NodeId> writers;
    private final byte[] hashKey;
    private final Readers readers;
    private final SortedMap<NodeId, List<HostPort>> addresses;
    private final List<CellMirrors> mirrors;
    private final Redundancy redundancy;
    private final ConfigHash previous;
    private final Authority authority;
    private final SortedMap<NodeId, byte[]> signatures;

    private final Set<NodeId> writerSet;
    private final CellTable<NodeId> cells;
    private final SipHash hash;
    private final byte[] canonicalForm;
    private final ConfigHash configHash;

    ConfigDocument(ConfigDraft draft) {
        ConfigRules.check(draft);
        this.swarm = draft.swarm == null ? derivedId(draft) : draft.swarm;
        this.epoch = draft.epoch;
        this.slicing = draft.slicing;
        this.writers = List.copyOf(draft.writers);
        this.hashKey = draft.hashKey.clone();
        this.readers = draft.readers;
        TreeMap<NodeId, List<HostPort>> copied = new TreeMap<>();
        draft.addresses.forEach((node, list) -> copied.put(node, List.copyOf(list)));
        this.addresses = Collections.unmodifiableSortedMap(copied);
        this.mirrors = List.copyOf(draft.mirrors);
        this.redundancy = draft.redundancy;
        this.previous = draft.previous;
        this.authority = draft.authority;
        this.signatures = new TreeMap<>(draft.signatures);
        this.writerSet = Set.copyOf(writers);
        this.cells = CellTable.of(slicing);
        this.hash = new SipHash(hashKey);
        this.canonicalForm = CanonicalForm.of(draft, swarm);
        this.configHash = ConfigHash.ofForm(canonicalForm);
    }

    private static SwarmId derivedId(ConfigDraft draft) {
        byte[] form = CanonicalForm.of(draft, NO_SWARM);
        byte[] named = Arrays.copyOf(DERIVED, DERIVED.length + form.length);
        System.arraycopy(form, 0, named, DERIVED.length, form.length);
        return SwarmId.of(Arrays.copyOf(ConfigHash.sha256(named), SwarmId.BYTES));
    }

    /**
     * Reads a document.
     *
     * @param json text in the form of {@link #toJson}, or in the original system's
     * @throws io.kvswarm.api.SwarmException with {@link io.kvswarm.api.ErrorCode#MALFORMED} that names the place, what
     *     was found there and what is allowed
     */
    public static ConfigDocument parse(String json) {
        return new ConfigReader(json).read();
    }

    /** As {@link #parse(String)}, from UTF-8. */
    public static ConfigDocument parse(byte[] json) {
        return parse(ConfigReader.decoded(json));
    }

    /**
     * The document as text: where every member of ours has its default value, the original system's one line; else one
     * line for every part, the original's members first and in its form.
     *
     * @throws io.kvswarm.api.SwarmException with {@link io.kvswarm.api.ErrorCode#TOO_LARGE} if it is longer than
     *     {@value #BYTES_MAX} bytes
     */
    public String toJson() {
        return ConfigWriter.write(this);
    }

    /** True if it can be written in the original system's form: every member of ours has its default value. */
    public boolean isOriginal() {
        ConfigDraft plain = new ConfigDraft();
        plain.slicing = slicing;
        plain.writers = writers;
        return epoch == 1
                && signatures.isEmpty()
                && slicing.cells() == ConfigRules.defaultCells(slicing.bins().size(), slicing.sliceCount())
                && Arrays.equals(canonicalForm, CanonicalForm.of(plain, derivedId(plain)));
    }

    /** The document with these capacities changed, see {@link RandomSlicing#set}; who goes mirrors nothing any more. */
    public ConfigDocument withCapacities(Map<NodeId, Long> capacities) {
        return next(draft -> {
            draft.slicing = slicing.set(capacities);
            draft.mirrors = mirrors.stream()
                    .flatMap(
                            range -> range.without(node -> !draft.slicing.bins().containsKey(node)))
                    .toList();
        });
    }

    /** The document with one more writer. */
    public ConfigDocument withWriter(NodeId writer) {
        List<NodeId> more = new ArrayList<>(writers);
        more.add(writer);
        return withWriters(more);
    }

    /** The document without that writer. */
    public ConfigDocument withoutWriter(NodeId writer) {
        return withWriters(
                writers.stream().filter(other -> !other.equals(writer)).toList());
    }

    /** The document with exactly these writers. */
    public ConfigDocument withWriters(Collection<NodeId> newWriters) {
        return next(draft -> draft.writers(newWriters));
    }

    /** The document with other readers. */
    public ConfigDocument withReaders(Readers newReaders) {
        return next(draft -> draft.readers = newReaders);
    }

    /** The document with exactly these addresses. */
    public ConfigDocument withAddresses(Map<NodeId, List<HostPort>> newAddresses) {
        return next(draft -> draft.addresses = new TreeMap<>(newAddresses));
    }

    /** The document with these mirrors, in order of cells. */
    public ConfigDocument withMirrors(Redundancy newRedundancy, List<CellMirrors> newMirrors) {
        return next(draft -> {
            draft.redundancy = newRedundancy;
            draft.mirrors = List.copyOf(newMirrors);
        });
    }

    /** The document with another authority; has to be signed by the old one and the new one. */
    public ConfigDocument withAuthority(Authority newAuthority) {
        return next(draft -> draft.authority = newAuthority);
    }

    /** This document, signed by {@code key} too. */
    public ConfigDocument signedBy(NodeKey key) {
        ConfigDraft draft = draft();
        draft.signatures.put(key.id(), key.sign(signedBytes()));
        return draft.document();
    }

    /** What this document says, as the epoch right after {@code before}; {@code before} if that says the same. */
    public ConfigDocument asNextOf(ConfigDocument before) {
        if (!swarm.equals(before.swarm)) {
            throw new IllegalArgumentException(
                    "config before is of swarm " + before.swarm + ", expected one of swarm " + swarm);
        }
        return before.next(draft -> {
            draft.slicing = slicing;
            draft.writers = writers;
            draft.readers = readers;
            draft.addresses = new TreeMap<>(addresses);
            draft.mirrors = mirrors;
            draft.redundancy = redundancy;
            draft.authority = authority;
        });
    }

    private ConfigDocument next(Consumer<ConfigDraft> change) {
        ConfigDraft draft = draft();
        change.accept(draft);
        if (draft.document().equals(this)) {
            return this;
        }
        draft.signatures = new TreeMap<>();
        draft.epoch = Limits.between("epoch", epoch + 1, 1, EPOCH_MAX);
        draft.previous = configHash;
        return draft.document();
    }

    private ConfigDraft draft() {
        ConfigDraft draft = new ConfigDraft();
        draft.swarm = swarm;
        draft.epoch = epoch;
        draft.slicing = slicing;
        draft.writers = writers;
        draft.hashKey = hashKey;
        draft.readers = readers;
        draft.addresses = new TreeMap<>(addresses);
        draft.mirrors = mirrors;
        draft.redundancy = redundancy;
        draft.previous = previous;
        draft.authority = authority;
        draft.signatures = new TreeMap<>(signatures);
        return draft;
    }

    /** True if enough keys of {@code who} signed this document; false if {@code who} is no authority at all. */
    public boolean isSignedBy(Authority who) {
        byte[] message = signedBytes();
        long good = who.keys().stream()
                .filter(key -> signatures.containsKey(key) && Signatures.verify(key, message, signatures.get(key)))
                .count();
        return who.exists() && good >= who.threshold();
    }

    private byte[] signedBytes() {
        return Signatures.message("config", swarm, canonicalForm);
    }

    /** Which swarm it is of. */
    public SwarmId swarm() {
        return swarm;
    }

    /** Its version; 1 for the first. */
    public long epoch() {
        return epoch;
    }

    /** Hash of its canonical form. */
    public ConfigHash hash() {
        return configHash;
    }

    /** Hash of the document it was made from; empty for the first. */
    public Optional<ConfigHash> previous() {
        return Optional.ofNullable(previous);
    }

    /** Capacities and slices of the storage nodes. */
    public RandomSlicing<NodeId> slicing() {
        return slicing;
    }

    /** Who owns which cell. */
    public CellTable<NodeId> cells() {
        return cells;
    }

    /** From the bytes of a key to its position. */
    public SipHash positions() {
        return hash;
    }

    /** What keys that hash; 16 bytes, a copy. */
    public byte[] hashKey() {
        return hashKey.clone();
    }

    /** Who may change data, in the order given. */
    public List<NodeId> writers() {
        return writers;
    }

    /** Who else may read. */
    public Readers readers() {
        return readers;
    }

    /** Where nodes can be reached. */
    public SortedMap<NodeId, List<HostPort>> addresses() {
        return addresses;
    }

    /** Mirrors of cells, in order of cells. */
    public List<CellMirrors> mirrors() {
        return mirrors;
    }

    /** Copies there are to be. */
    public Redundancy redundancy() {
        return redundancy;
    }

    /** Who may sign. */
    public Authority authority() {
        return authority;
    }

    /** Who signed, good or not, with their signatures; a copy. */
    public SortedMap<NodeId, byte[]> signatures() {
        return new TreeMap<>(signatures);
    }

    /** True if {@code node} may change data. */
    public boolean isWriter(NodeId node) {
        return writerSet.contains(node);
    }

    /** True if {@code node} has a capacity. */
    public boolean isStorageNode(NodeId node) {
        return slicing.bins().containsKey(node);
    }

    /** True if {@code node} may read: as a reader, a writer or a storage node. */
    public boolean mayRead(NodeId node) {
        return readers.include(node) || isWriter(node) || isStorageNode(node);
    }

    /** All nodes it names as storage node, writer or reader. */
    public Set<NodeId> members() {
        Set<NodeId> members = new HashSet<>(writers);
        members.addAll(slicing.bins().keySet());
        members.addAll(readers.nodes());
        return members;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigDocument that && configHash.equals(that.configHash);
    }

    @Override
    public int hashCode() {
        return configHash.hashCode();
    }

    /** Swarm, epoch and short hash. */
    @Override
    public String toString() {
        return "config of swarm " + swarm + ", epoch " + epoch + ", hash " + configHash.shortForm();
    }
}
