package io.kvswarm.internal.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.NodeStatus;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.slicing.Bin;
import io.kvswarm.internal.storage.StorageNode;
import io.kvswarm.internal.store.EntryCount;
import io.kvswarm.internal.wire.AskStatus;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.StatusReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** How nodes tell each other how they are: a small JSON object, so that members can be added. Confined to the loop. */
final class StatusDesk {
    /** Most caches a node says something of. */
    private static final int CACHES_MAX = 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private StatusDesk() {}

    /** Answers a question; {@code config} is null without one, {@code storage} on a node that stores nothing. */
    static void answer(Link link, AskStatus question, ConfigDocument config, StorageNode storage) {
        ObjectNode report = JSON.createObjectNode();
        report.put("epoch", config == null ? 0 : config.epoch());
        report.put("config", config == null ? "" : config.hash().toString());
        if (storage == null) {
            report.put("state", "NOT SERVING");
        } else {
            StorageNode.Report r = storage.report();
            report.put("state", r.state()).put("cells", r.cells()).put("brokenCells", r.brokenCells());
            report.put("entries", r.entries()).put("bytes", r.bytes()).put("logBytes", r.logBytes());
            report.put("unindexed", r.unindexed()).put("evicted", r.evicted()).put("expired", r.expired());
            report.put("lost", r.lost()).put("compacted", r.compacted());
            writeCaches(report.putObject("caches"), storage);
            report.put("near", r.near()).put("nearCells", r.nearCells());
        }
        link.send(new StatusReport(question.requestId(), bytesOf(report)));
    }

    /** What a node said of itself, as of the config this node runs. */
    static NodeStatus read(StatusReport report, NodeId node, ConfigDocument config, List<HostPort> addresses) {
        JsonNode json = parse(report.json());
        return new NodeStatus(
                node,
                true,
                json.path("epoch").asLong(),
                json.path("config").asText(""),
                capacityOf(config, node),
                shareOf(config, node),
                json.path("cells").asInt(),
                json.path("entries").asLong(),
                json.path("bytes").asLong(),
                json.path("brokenCells").asInt(),
                json.path("logBytes").asLong(),
                json.path("state").asText("?"),
                json.path("unindexed").asLong(),
                addresses);
    }

    /** What a node said of one cache. */
    static CacheUsage usage(StatusReport report, CacheId cache) {
        JsonNode json = parse(report.json());
        JsonNode figures = json.path("caches").path(nameOf(cache));
        return new CacheUsage(
                figures.path("entries").asLong(),
                figures.path("bytes").asLong(),
                figures.path("evicted").asLong(),
                figures.path("refused").asLong(),
                json.path("state").asText("").equals("FULL"),
                true);
    }

    private static void writeCaches(ObjectNode caches, StorageNode storage) {
        for (CacheId cache : storage.caches()) {
            if (caches.size() == CACHES_MAX) {
                return;
            }
            EntryCount count = storage.count(cache);
            caches.putObject(nameOf(cache))
                    .put("entries", count.entries())
                    .put("bytes", count.bytes())
                    .put("evicted", storage.evictedOf(cache))
                    .put("refused", storage.refusedOf(cache));
        }
    }

    private static String nameOf(CacheId cache) {
        ByteSink name = new ByteSink(CacheId.BYTES_MAX);
        cache.writeTo(name);
        return Hex.of(name.toBytes());
    }

    /** What is known of a node that did not answer. */
    static NodeStatus silent(SwarmException why, NodeId node, ConfigDocument config, List<HostPort> addresses) {
        return new NodeStatus(
                node,
                false,
                0,
                "",
                capacityOf(config, node),
                shareOf(config, node),
                config.cells().countOf(node),
                0,
                0,
                0,
                0,
                why.code().name(),
                0,
                addresses);
    }

    private static long capacityOf(ConfigDocument config, NodeId node) {
        Bin bin = config.slicing().bins().get(node);
        return bin == null ? 0 : bin.size();
    }

    private static double shareOf(ConfigDocument config, NodeId node) {
        long all =
                config.slicing().bins().values().stream().mapToLong(Bin::size).sum();
        return all == 0 ? 0 : (double) capacityOf(config, node) / all;
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    private static byte[] bytesOf(ObjectNode report) {
        try {
            return JSON.writeValueAsBytes(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
