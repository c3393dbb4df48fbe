package io.kvswarm.internal.config;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.slicing.Bin;
import io.kvswarm.internal.slicing.Fraction;
import io.kvswarm.internal.slicing.RandomSlicing;
import io.kvswarm.internal.slicing.SipHash;
import io.kvswarm.internal.slicing.Slice;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** From JSON to a {@link ConfigDocument}. Reads one text. */
final class ConfigReader {
    static final List<String> MEMBERS = List.of(
            "writers",
            "bins",
            "swarm",
            "epoch",
            "cells",
            "hashKey",
            "readers",
            "addresses",
            "mirrors",
            "redundancy",
            "previous",
            "authority",
            "signatures");

    private static final List<String> BIN_MEMBERS = List.of("size", "slices");
    private static final List<String> MIRROR_MEMBERS = List.of("from", "to", "nodes");
    private static final List<String> REDUNDANCY_MEMBERS = List.of("copies", "sync");
    private static final List<String> AUTHORITY_MEMBERS = List.of("keys", "threshold");
    /** A number of 256 bits has 78 digits. */
    private static final int DIGITS_MAX = 78;
    /** More fit into no config of {@value ConfigDocument#BYTES_MAX} bytes. */
    private static final int IDS_MAX = Limits.CELLS_MAX;

    private final JsonIn in;
    private final ConfigDraft draft = new ConfigDraft();
    private SortedMap<NodeId, Bin> bins;
    private int sliceCount;
    /** 0 if the text does not say. */
    private int cells;

    ConfigReader(String json) {
        if (json.length() > ConfigDocument.BYTES_MAX) {
            throw tooLong(json.length() + " characters");
        }
        this.in = new JsonIn(json);
    }

    /** The text that UTF-8 bytes stand for. */
    static String decoded(byte[] json) {
        if (json.length > ConfigDocument.BYTES_MAX) {
            throw tooLong(json.length + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SwarmException(ErrorCode.MALFORMED, "config is not UTF-8", e);
        }
    }

    private static SwarmException tooLong(String found) {
        return new SwarmException(
                ErrorCode.MALFORMED, "config has " + found + ", expected at most " + ConfigDocument.BYTES_MAX);
    }

    ConfigDocument read() {
        in.next();
        in.object(this::member);
        if (in.next() != null) {
            throw in.malformed("nothing after the closing brace");
        }
        if (bins == null) {
            throw in.malformed("no member named \"bins\"", "the storage nodes with their slices");
        }
        return in.checked(() -> {
            int wanted = cells == 0 ? ConfigRules.defaultCells(bins.size(), sliceCount) : cells;
            draft.slicing = RandomSlicing.of(wanted, bins);
            return draft.document();
        });
    }

    private void member(String name) {
        switch (name) {
            case "writers" -> draft.writers = in.distinct(IDS_MAX, in::nodeId);
            case "bins" -> bins = bins();
            case "swarm" -> draft.swarm = SwarmId.of(in.hex(SwarmId.BYTES));
            case "epoch" -> draft.epoch = in.wholeNumber(1, ConfigDocument.EPOCH_MAX);
            case "cells" -> cells = cells();
            case "hashKey" -> draft.hashKey = in.hex(SipHash.KEY_BYTES);
            case "readers" -> draft.readers = readers();
            case "addresses" -> in.object(node -> draft.addresses.put(in.nodeId(node), addresses()));
            case "mirrors" -> draft.mirrors = mirrors();
            case "redundancy" -> draft.redundancy = redundancy();
            case "previous" -> draft.previous = ConfigHash.of(in.hex(ConfigHash.BYTES));
            case "authority" -> draft.authority = authority();
            case "signatures" -> in.object(this::signature);
            default -> throw in.unknownMember(name, MEMBERS);
        }
    }

    private int cells() {
        int read = (int) in.wholeNumber(RandomSlicing.CELLS_MIN, Limits.CELLS_MAX);
        return in.checked(() -> RandomSlicing.requireCells(read));
    }

    private SortedMap<NodeId, Bin> bins() {
        SortedMap<NodeId, Bin> read = new TreeMap<>();
        in.object(node -> {
            NodeId id = in.nodeId(node);
            Bin bin = bin();
            if (read.put(id, bin) != null) {
                throw in.malformed("node " + id + " twice", "each once");
            }
        });
        return read;
    }

    private Bin bin() {
        long[] size = {0};
        List<List<Slice>> slices = new ArrayList<>();
        in.object(name -> {
            switch (name) {
                case "size" -> size[0] = in.wholeNumber(1, Bin.SIZE_MAX);
                case "slices" -> slices.add(slices());
                default -> throw in.unknownMember(name, BIN_MEMBERS);
            }
        });
        if (size[0] == 0 || slices.isEmpty()) {
            throw in.malformed("a storage node without " + (size[0] == 0 ? "size" : "slices"), "both");
        }
        return new Bin(size[0], slices.get(0));
    }

    private List<Slice> slices() {
        List<Slice> slices = new ArrayList<>();
        in.array(Limits.CELLS_MAX, () -> {
            if (++sliceCount > Limits.CELLS_MAX) {
                throw in.malformed("more than " + Limits.CELLS_MAX + " slices", "at most one for each cell");
            }
            List<Fraction> bounds = new ArrayList<>(2);
            in.array(2, () -> bounds.add(bound()));
            if (bounds.size() < 2) {
                throw in.malformed("a slice of " + bounds.size() + " bounds", "a start and an end");
            }
            slices.add(in.checked(() -> new Slice(bounds.get(0), bounds.get(1))));
        });
        return slices;
    }

    private Fraction bound() {
        List<BigInteger> numbers = new ArrayList<>(2);
        in.array(2, () -> numbers.add(digits()));
        if (numbers.size() < 2) {
            throw in.malformed("a bound of " + numbers.size() + " numbers", "a numerator and a denominator");
        }
        return in.checked(() -> Fraction.of(numbers.get(0), numbers.get(1)));
    }

    private BigInteger digits() {
        String allowed = "1 to " + DIGITS_MAX + " digits in quotes";
        String text = in.string(allowed);
        if (text.isEmpty() || text.length() > DIGITS_MAX || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw in.malformed(allowed);
        }
        return new BigInteger(text);
    }

    private Readers readers() {
        String allowed = "\"any\", \"writers\" or a list of node ids";
        if (in.isArray()) {
            return Readers.of(in.distinct(IDS_MAX, in::nodeId));
        }
        return switch (in.string(allowed)) {
            case "any" -> Readers.ANY;
            case "writers" -> Readers.WRITERS;
            default -> throw in.malformed(allowed);
        };
    }

    private List<HostPort> addresses() {
        Supplier<HostPort> address = () -> {
            String text = in.string("host:port");
            return in.checked(() -> HostPort.parse(text));
        };
        return in.distinct(ConfigDocument.ADDRESSES_MAX, address);
    }

    private List<CellMirrors> mirrors() {
        List<CellMirrors> ranges = new ArrayList<>();
        in.array(Limits.CELLS_MAX, () -> {
            int[] range = {-1, -1};
            List<NodeId> nodes = new ArrayList<>();
            in.object(name -> {
                switch (name) {
                    case "from" -> range[0] = (int) in.wholeNumber(0, Limits.CELLS_MAX);
                    case "to" -> range[1] = (int) in.wholeNumber(0, Limits.CELLS_MAX);
                    case "nodes" -> nodes.addAll(in.distinct(Redundancy.COPIES_MAX - 1, in::nodeId));
                    default -> throw in.unknownMember(name, MIRROR_MEMBERS);
                }
            });
            ranges.add(in.checked(() -> new CellMirrors(range[0], range[1], nodes)));
        });
        return ranges;
    }

    private Redundancy redundancy() {
        int[] read = {Redundancy.NONE.copies(), Redundancy.NONE.sync()};
        in.object(name -> {
            switch (name) {
                case "copies" -> read[0] = (int) in.wholeNumber(1, Redundancy.COPIES_MAX);
                case "sync" -> read[1] = (int) in.wholeNumber(0, Redundancy.COPIES_MAX - 1);
                default -> throw in.unknownMember(name, REDUNDANCY_MEMBERS);
            }
        });
        return in.checked(() -> new Redundancy(read[0], read[1]));
    }

    private Authority authority() {
        if (in.isArray()) {
            List<NodeId> keys = in.distinct(Authority.KEYS_MAX, in::nodeId);
            return in.checked(() -> Authority.anyOf(keys));
        }
        List<NodeId> keys = new ArrayList<>();
        int[] threshold = {1};
        in.object(name -> {
            switch (name) {
                case "keys" -> keys.addAll(in.distinct(Authority.KEYS_MAX, in::nodeId));
                case "threshold" -> threshold[0] = (int) in.wholeNumber(1, Authority.KEYS_MAX);
                default -> throw in.unknownMember(name, AUTHORITY_MEMBERS);
            }
        });
        return in.checked(() -> new Authority(keys, threshold[0]));
    }

    private void signature(String key) {
        draft.signatures.put(in.nodeId(key), in.hex(NodeKey.SIGNATURE_BYTES));
        if (draft.signatures.size() > ConfigDocument.SIGNATURES_MAX) {
            throw in.malformed(
                    "more than " + ConfigDocument.SIGNATURES_MAX + " signatures",
                    "at most " + ConfigDocument.SIGNATURES_MAX);
        }
    }
}
