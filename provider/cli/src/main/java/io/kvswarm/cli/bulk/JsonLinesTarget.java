package io.kvswarm.cli.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Writes the lines that {@link JsonLinesSource} reads. */
public final class JsonLinesTarget implements EntryTarget {
    private final JsonGenerator json;

    /** Writes to {@code out}, which stays open. */
    public JsonLinesTarget(OutputStream out) throws IOException {
        json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    @Override
    public void take(EntryRecord entry) throws IOException {
        json.writeStartObject();
        member(JsonLinesSource.KEY, entry.key());
        member(JsonLinesSource.VALUE, entry.value());
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void member(String name, byte[] bytes) throws IOException {
        try {
            json.writeStringField(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException noText) {
            json.writeFieldName(name + JsonLinesSource.BASE64);
            json.writeBinary(bytes);
        }
    }

    @Override
    public void finish() throws IOException {
        json.flush();
    }

    @Override
    public void close() throws IOException {
        json.flush();
    }
}
