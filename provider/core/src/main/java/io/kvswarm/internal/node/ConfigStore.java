package io.kvswarm.internal.node;

import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Worker;
import io.kvswarm.internal.config.ConfigDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The newest config a node has acted on, in its directory, and what it keeps of forks. File work on the worker. */
final class ConfigStore implements Configs.Evidence {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigStore.class);
    private static final String RUNNING = "config";

    private final Disk disk;
    private final Worker worker;

    ConfigStore(Disk disk, Worker worker) {
        this.disk = disk;
        this.worker = worker;
    }

    /** The config of the last run, or null; blocks. */
    static ConfigDocument read(Disk disk) throws IOException {
        return disk.exists(RUNNING) ? ConfigDocument.parse(disk.read(RUNNING)) : null;
    }

    @Override
    public void keepRunning(ConfigDocument config) {
        write(RUNNING, config);
    }

    @Override
    public void keepFork(ConfigDocument config) {
        write("fork-" + config.epoch() + "-" + config.hash().toString().substring(0, 16), config);
    }

    private void write(String name, ConfigDocument config) {
        byte[] json = config.toJson().getBytes(StandardCharsets.UTF_8);
        worker.execute(() -> {
            try {
                disk.replace(name, json);
            } catch (IOException e) {
                LOG.warn("{} not kept in the directory: {}; it runs until the next start", config, e.getMessage());
            }
        });
    }
}
