package io.kvswarm.jcache.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** A part of a configuration file as JSON: a swarm config that stands in it. */
final class JsonText {
    private JsonText() {}

    static String of(Node node) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            write(node, out);
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail", e);
        }
        return text.toString();
    }

    private static void write(Node node, JsonGenerator out) throws IOException {
        if (node instanceof Node.Mapping mapping) {
            out.writeStartObject();
            for (Map.Entry<String, Node> entry : mapping.items().entrySet()) {
                out.writeFieldName(entry.getKey());
                write(entry.getValue(), out);
            }
            out.writeEndObject();
        } else if (node instanceof Node.Sequence sequence) {
            out.writeStartArray();
            for (Node item : sequence.items()) {
                write(item, out);
            }
            out.writeEndArray();
        } else {
            write((Node.Scalar) node, out);
        }
    }

    private static void write(Node.Scalar scalar, JsonGenerator out) throws IOException {
        if (scalar.text() == null) {
            out.writeNull();
        } else if (scalar.isQuoted()) {
            out.writeString(scalar.text());
        } else {
            out.writeRawValue(scalar.text());
        }
    }
}
