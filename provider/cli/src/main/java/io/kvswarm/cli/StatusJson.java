package io.kvswarm.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeStatus;
import io.kvswarm.api.SwarmStatus;
import java.io.IOException;
import java.io.StringWriter;

/** The state of a swarm as one line of JSON for programs. */
final class StatusJson {
    private StatusJson() {}

    static String of(SwarmStatus status) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("swarm", status.swarm().toString());
            json.writeNumberField("epoch", status.epoch());
            json.writeStringField("config", status.config());
            json.writeNumberField("outbox", status.queued());
            json.writeArrayFieldStart("nodes");
            for (NodeStatus node : status.nodes()) {
                write(node, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text + "\n";
    }

    private static void write(NodeStatus node, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("node", node.node().toString());
        json.writeBooleanField("reachable", node.reachable());
        json.writeStringField("state", node.state());
        json.writeNumberField("epoch", node.epoch());
        json.writeStringField("config", node.config());
        json.writeNumberField("capacity", node.capacity());
        json.writeNumberField("share", node.share());
        json.writeNumberField("cells", node.cells());
        json.writeNumberField("entries", node.entries());
        json.writeNumberField("bytes", node.bytes());
        json.writeNumberField("brokenCells", node.brokenCells());
        json.writeNumberField("logBytes", node.logBytes());
        json.writeNumberField("queue", node.queue());
        json.writeArrayFieldStart("addresses");
        for (HostPort address : node.addresses()) {
            json.writeString(address.toString());
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
