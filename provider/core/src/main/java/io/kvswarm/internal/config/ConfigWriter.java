package io.kvswarm.internal.config;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.slicing.Bin;
import io.kvswarm.internal.slicing.Fraction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * From a {@link ConfigDocument} to JSON. Nothing in one needs escaping: ids, digits and host names.
 *
 * <p>Members of ours stand after the original's and are left out while they have their default value, but for swarm,
 * epoch and cells, which are left out together with all others only.
 */
final class ConfigWriter {
    private ConfigWriter() {}

    static String write(ConfigDocument config) {
        String json = config.isOriginal() ? oneLine(config) : lines(config);
        // All of it is ASCII, so characters are bytes.
        if (json.length() > ConfigDocument.BYTES_MAX) {
            throw new SwarmException(
                    ErrorCode.TOO_LARGE,
                    config + " would have " + json.length() + " bytes, expected at most " + ConfigDocument.BYTES_MAX
                            + "; it was not written, name fewer nodes or use fewer cells");
        }
        return json;
    }

    private static String oneLine(ConfigDocument config) {
        return "{\"writers\":[" + joined(config.writers(), ConfigWriter::quoted, ",") + "],\"bins\":{"
                + joined(config.slicing().bins().entrySet(), ConfigWriter::bin, ",") + "}}";
    }

    private static String lines(ConfigDocument config) {
        List<String> members = new ArrayList<>();
        members.add("\"writers\": " + list(config.writers()));
        members.add("\"bins\": {" + onLines(config.slicing().bins().entrySet(), ConfigWriter::bin) + "}");
        members.add("\"swarm\": " + quoted(config.swarm()));
        members.add("\"epoch\": " + config.epoch());
        members.add("\"cells\": " + config.slicing().cells());
        String hashKey = Hex.of(config.hashKey());
        addUnless(hashKey.matches("0*"), members, "\"hashKey\": " + quoted(hashKey));
        Readers readers = config.readers();
        addUnless(
                readers.equals(Readers.ANY),
                members,
                "\"readers\": " + (readers.nodes().isEmpty() ? quoted(readers) : list(readers.nodes())));
        addUnless(
                config.addresses().isEmpty(),
                members,
                "\"addresses\": {"
                        + onLines(
                                config.addresses().entrySet(),
                                node -> quoted(node.getKey()) + ":["
                                        + joined(node.getValue(), ConfigWriter::quoted, ",") + "]")
                        + "}");
        addUnless(
                config.mirrors().isEmpty(),
                members,
                "\"mirrors\": [" + onLines(config.mirrors(), ConfigWriter::mirrors) + "]");
        addUnless(config.redundancy().equals(Redundancy.NONE), members, redundancy(config.redundancy()));
        config.previous().ifPresent(hash -> members.add("\"previous\": " + quoted(hash)));
        addUnless(!config.authority().exists(), members, authority(config.authority()));
        addUnless(
                config.signatures().isEmpty(),
                members,
                "\"signatures\": {"
                        + onLines(
                                config.signatures().entrySet(),
                                key -> quoted(key.getKey()) + ":" + quoted(Hex.of(key.getValue())))
                        + "}");
        return "{\n" + String.join(",\n", members) + "\n}";
    }

    private static void addUnless(boolean isDefault, List<String> members, String member) {
        if (!isDefault) {
            members.add(member);
        }
    }

    private static String bin(Map.Entry<NodeId, Bin> bin) {
        return quoted(bin.getKey()) + ":{\"size\":" + bin.getValue().size() + ",\"slices\":["
                + joined(
                        bin.getValue().slices(),
                        slice -> "[" + bound(slice.start()) + "," + bound(slice.end()) + "]",
                        ",")
                + "]}";
    }

    private static String bound(Fraction bound) {
        return "[" + quoted(bound.numerator()) + "," + quoted(bound.denominator()) + "]";
    }

    private static String mirrors(CellMirrors range) {
        return "{\"from\":" + range.firstCell() + ",\"to\":" + range.endCell() + ",\"nodes\":["
                + joined(range.nodes(), ConfigWriter::quoted, ",") + "]}";
    }

    private static String redundancy(Redundancy redundancy) {
        return "\"redundancy\": {\"copies\":" + redundancy.copies() + ",\"sync\":" + redundancy.sync() + "}";
    }

    private static String authority(Authority authority) {
        String keys = list(authority.keys());
        return authority.threshold() <= 1
                ? "\"authority\": " + keys
                : "\"authority\": {\"threshold\":" + authority.threshold() + ",\"keys\":" + keys + "}";
    }

    private static String list(Collection<NodeId> ids) {
        return "[" + onLines(ids, ConfigWriter::quoted) + "]";
    }

    private static <T> String onLines(Collection<T> items, Function<T, String> text) {
        return items.isEmpty() ? "" : "\n" + joined(items, text, ",\n") + "\n";
    }

    private static <T> String joined(Collection<T> items, Function<T, String> text, String between) {
        return items.stream().map(text).collect(Collectors.joining(between));
    }

    private static String quoted(Object value) {
        return "\"" + value + "\"";
    }
}
