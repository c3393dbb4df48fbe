package io.kvswarm;

import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.ThreadWorker;
import io.kvswarm.internal.node.SwarmNode;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a config file and offers what is put in its place to the node; what does not parse, or cannot be acted on, is
 * reported once and changes nothing (RULES 34). Reads on a worker of its own; everything else on the loop.
 */
final class ConfigWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final SwarmNode node;
    private final ThreadWorker worker = new ThreadWorker("kvswarm-config");
    private SwarmConfig seen;
    private String reported = "";

    ConfigWatch(Path file, SwarmNode node, SwarmConfig first) {
        this.file = file;
        this.node = node;
        this.seen = first;
    }

    /** Begins to watch; on the loop. */
    void start() {
        node.loop().schedule(EVERY_NANOS, this::look);
    }

    private void look() {
        try {
            worker.execute(this::readAndOffer);
        } catch (RejectedExecutionException e) {
            LOG.debug("no longer watching {}", file);
        }
    }

    private void readAndOffer() {
        try {
            SwarmConfig config = SwarmConfig.load(file);
            if (!config.equals(seen)) {
                seen = config;
                // Refusals are reported where they are decided.
                node.loop().execute(() -> node.offerConfig(config.document()));
            }
            reported = "";
        } catch (SwarmException e) {
            if (!reported.equals(e.getMessage())) {
                reported = e.getMessage();
                LOG.warn("{}; the running config stays", reported);
            }
        }
        node.loop().execute(this::start);
    }

    @Override
    public void close() {
        worker.close();
    }
}
