package io.kvswarm.internal.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Hex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Reads one JSON text value by value, each checked when it comes; nothing is kept but what the caller keeps. Whatever
 * is wrong is a {@link SwarmException} that names the place, what was found and what is allowed. Not shared between
 * threads.
 */
final class JsonIn {
    private static final int DEPTH_MAX = 8;
    private static final int TEXT_CHARACTERS_MAX = 512;
    private static final int NUMBER_CHARACTERS_MAX = 32;
    private static final int SHOWN_CHARACTERS_MAX = 80;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(TEXT_CHARACTERS_MAX)
                    .maxNameLength(TEXT_CHARACTERS_MAX)
                    .maxNumberLength(NUMBER_CHARACTERS_MAX)
                    .maxDocumentLength(ConfigDocument.BYTES_MAX)
                    .build())
            .build();

    private final JsonParser parser;

    /** Begins before the first value. */
    JsonIn(String json) {
        try {
            parser = FACTORY.createParser(json);
        } catch (IOException e) {
            throw new IllegalStateException("reading a text in memory failed", e);
        }
    }

    /** Goes on to the next token; null at the end of the text. */
    JsonToken next() {
        try {
            return parser.nextToken();
        } catch (JsonProcessingException e) {
            // A text that breaks a limit has no place of its own.
            JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
            throw new SwarmException(
                    ErrorCode.MALFORMED,
                    "config is not JSON at line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + problem(e),
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("reading a text in memory failed", e);
        }
    }

    /** Reads the object at hand; {@code member} is given each name and reads its value. */
    void object(Consumer<String> member) {
        require(JsonToken.START_OBJECT, "an object in braces");
        while (next() != JsonToken.END_OBJECT) {
            String name = name();
            next();
            member.accept(name);
        }
    }

    /** Reads the array at hand; {@code item} reads each of its at most {@code countMax} values. */
    void array(int countMax, Runnable item) {
        require(JsonToken.START_ARRAY, "a list in brackets");
        int count = 0;
        while (next() != JsonToken.END_ARRAY) {
            if (++count > countMax) {
                throw malformed("more than " + countMax + " items", "at most " + countMax);
            }
            item.run();
        }
    }

    /** Reads the array of different values at hand. */
    <T> List<T> distinct(int countMax, Supplier<T> item) {
        List<T> items = new ArrayList<>();
        Set<T> seen = new HashSet<>();
        array(countMax, () -> {
            T value = item.get();
            if (!seen.add(value)) {
                throw malformed("named twice", "each once");
            }
            items.add(value);
        });
        return items;
    }

    /** Reads the whole number at hand. */
    long wholeNumber(long min, long max) {
        String allowed = "a whole number from " + min + " to " + max;
        require(JsonToken.VALUE_NUMBER_INT, allowed);
        try {
            long value = Long.parseLong(text());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException larger) {
            // Too long for 64 bits, so out of every range.
        }
        throw malformed(allowed);
    }

    /** The text at hand, which has to be a string. */
    String string(String allowed) {
        require(JsonToken.VALUE_STRING, allowed);
        return text();
    }

    /** The bytes at hand, as hex digits. */
    byte[] hex(int bytes) {
        String allowed = 2 * bytes + " hex digits";
        String text = string(allowed);
        if (!isHex(text, bytes)) {
            throw malformed(allowed);
        }
        return Hex.parse(text);
    }

    /** The node id at hand. */
    NodeId nodeId() {
        return NodeId.of(hex(NodeId.BYTES));
    }

    /** The node id that names the member at hand. */
    NodeId nodeId(String memberName) {
        if (!isHex(memberName, NodeId.BYTES)) {
            throw malformed("a member named " + shown(memberName), "node ids of 64 hex digits as names");
        }
        return NodeId.parse(memberName);
    }

    private static boolean isHex(String text, int bytes) {
        return text.length() == 2 * bytes && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    /** True if a string is at hand. */
    boolean isString() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /** True if an array is at hand. */
    boolean isArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** Makes a mistake found by what the value was given to into one that names its place. */
    <T> T checked(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException e) {
            throw new SwarmException(ErrorCode.MALFORMED, "config" + place() + ": " + e.getMessage(), e);
        }
    }

    /** The value at hand is not what it should be. */
    SwarmException malformed(String allowed) {
        JsonToken token = parser.currentToken();
        String found = token == null
                ? "nothing"
                : switch (token) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "a list";
                    case VALUE_STRING -> shown(text());
                    default -> text();
                };
        return malformed(found, allowed);
    }

    /** As {@link #malformed(String)}, for a name that nothing is called. */
    SwarmException unknownMember(String name, Collection<String> known) {
        return malformed(
                "a member named " + shown(name),
                "only " + String.join(", ", known) + "; the nearest is \"" + Nearest.to(name, known) + "\"");
    }

    SwarmException malformed(String found, String allowed) {
        return new SwarmException(
                ErrorCode.MALFORMED, "config" + place() + ": found " + found + ", expected " + allowed);
    }

    private String place() {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        return pointer.isEmpty() ? "" : " at " + pointer;
    }

    private void require(JsonToken token, String allowed) {
        if (parser.currentToken() != token) {
            throw malformed(allowed);
        }
    }

    private String name() {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw new IllegalStateException("reading a text in memory failed", e);
        }
    }

    private String text() {
        try {
            return parser.getText();
        } catch (JsonProcessingException e) {
            throw new SwarmException(ErrorCode.MALFORMED, "config" + place() + " is not JSON: " + problem(e), e);
        } catch (IOException e) {
            throw new IllegalStateException("reading a text in memory failed", e);
        }
    }

    /** What the parser says, without the names of its own settings. */
    private static String problem(JsonProcessingException e) {
        return e.getOriginalMessage().replaceAll(" \\(start marker at .*", "").replaceAll(", from `[^`]*`", "");
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_CHARACTERS_MAX
                ? "\"" + text + "\""
                : "\"" + text.substring(0, SHOWN_CHARACTERS_MAX) + "…\" (" + text.length() + " characters)";
    }
}
