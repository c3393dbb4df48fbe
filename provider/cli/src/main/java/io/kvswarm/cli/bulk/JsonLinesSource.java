package io.kvswarm.cli.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Limits;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines of JSON: {@code {"key":"greeting","value":"hi"}}. Bytes that are no UTF-8 text stand, as Base64, in
 * {@code keyBase64} and {@code valueBase64}.
 */
public final class JsonLinesSource implements EntrySource {
    static final String KEY = "key";
    static final String VALUE = "value";
    static final String BASE64 = "Base64";

    /** Base64 of the longest value, with room to spare. */
    private static final int TEXT_CHARACTERS_MAX = Limits.VALUE_BYTES_MAX / 2 * 3;

    private static final int DEPTH_MAX = 4;

    private final String name;
    private final JsonParser parser;

    /** Reads {@code in}, called {@code name} in messages. */
    public JsonLinesSource(InputStream in, String name) throws IOException {
        JsonFactory factory = new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(TEXT_CHARACTERS_MAX)
                        .maxNestingDepth(DEPTH_MAX)
                        .build())
                .build();
        this.name = name;
        this.parser = factory.createParser(in);
    }

    @Override
    public long expected() {
        return -1;
    }

    @Override
    public EntryRecord next() throws IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return null;
            }
            require(first == JsonToken.START_OBJECT);
            return object();
        } catch (StreamConstraintsException e) {
            throw malformed(ErrorCode.TOO_LARGE, "a key or value is longer than 64 KiB or 64 MiB", e);
        } catch (StreamReadException | CharConversionException e) {
            // Jackson's message shows what it found, and that may be a value.
            throw malformed(ErrorCode.MALFORMED, "is no JSON", e);
        }
    }

    private EntryRecord object() throws IOException {
        byte[] key = null;
        byte[] value = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            boolean base64 = member.endsWith(BASE64);
            String plain = base64 ? member.substring(0, member.length() - BASE64.length()) : member;
            require(parser.nextToken() == JsonToken.VALUE_STRING);
            byte[] bytes = base64 ? parser.getBinaryValue() : parser.getText().getBytes(StandardCharsets.UTF_8);
            if (plain.equals(KEY) && key == null) {
                key = bytes;
            } else {
                require(plain.equals(VALUE) && value == null);
                value = bytes;
            }
        }
        require(parser.currentToken() == JsonToken.END_OBJECT && key != null && value != null);
        if (key.length > Limits.KEY_BYTES_MAX || value.length > Limits.VALUE_BYTES_MAX) {
            throw malformed(ErrorCode.TOO_LARGE, "a key or value is longer than 64 KiB or 64 MiB", null);
        }
        return new EntryRecord(key, value);
    }

    private void require(boolean holds) {
        if (!holds) {
            throw malformed(
                    ErrorCode.MALFORMED,
                    "is not as expected: an object with the texts \"key\" and \"value\", or \"keyBase64\" and"
                            + " \"valueBase64\", and nothing else",
                    null);
        }
    }

    private SwarmException malformed(ErrorCode code, String what, Exception cause) {
        return new SwarmException(
                code,
                name + ", line " + parser.currentLocation().getLineNr() + ": " + what
                        + "; the entries before it were imported",
                cause);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
