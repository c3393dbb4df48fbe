package io.kvswarm.jcache.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.cache.CacheException;

/** Reads a YAML or JSON file into {@link Node}s: no objects are made of what it names, and nothing is expanded. */
final class DocumentReader {
    /** Deepest nesting. */
    private static final int DEPTH_MAX = 64;

    private final String source;
    private final boolean isJson;

    private DocumentReader(String source, boolean isJson) {
        this.source = source;
        this.isJson = isJson;
    }

    /** The content of a file whose name ends with {@code .json}, or of YAML. */
    static Node read(String source, byte[] content) {
        return new DocumentReader(source, source.endsWith(".json")).read(content);
    }

    private Node read(byte[] content) {
        StreamReadConstraints bounds =
                StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build();
        JsonFactory factory = (isJson ? JsonFactory.builder() : YAMLFactory.builder())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(bounds)
                .build();
        Node.Place top = new Node.Place(source, "", 1);
        try (JsonParser in = factory.createParser(content)) {
            Node node = in.nextToken() == null ? new Node.Scalar(top, null, false) : node(in, top);
            if (in.nextToken() != null) {
                throw top.error("holds more than one document");
            }
            return node;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            String problem = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new CacheException(
                    source + " line " + line + ": is no " + (isJson ? "JSON" : "YAML") + ": " + problem, e);
        } catch (IOException e) {
            throw new CacheException(source + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Node node(JsonParser in, Node.Place place) throws IOException {
        if (in instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw place.error("is an alias, expected the value itself");
        }
        JsonToken token = in.currentToken();
        return switch (token) {
            case START_OBJECT -> mapping(in, place);
            case START_ARRAY -> sequence(in, place);
            case VALUE_NULL -> new Node.Scalar(place, null, false);
            case VALUE_STRING -> new Node.Scalar(place, in.getText(), true);
            default -> new Node.Scalar(place, in.getText(), false);
        };
    }

    private Node.Mapping mapping(JsonParser in, Node.Place place) throws IOException {
        Map<String, Node> items = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            int line = in.currentTokenLocation().getLineNr();
            in.nextToken();
            items.put(key, node(in, place.under(key, line)));
        }
        return new Node.Mapping(place, items);
    }

    private Node.Sequence sequence(JsonParser in, Node.Place place) throws IOException {
        List<Node> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(in, place.at(items.size(), in.currentTokenLocation().getLineNr())));
        }
        return new Node.Sequence(place, items);
    }
}
