package io.kvswarm.samples.bench;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.Durability;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.Write;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** A writer of the swarm: values of 100 bytes, durability {@code OS}, changes waited for until their receipt. */
final class SwarmService implements Service {
    private static final int VALUE_BYTES = 100;
    private static final FlushOptions RECEIPT =
            FlushOptions.RECEIPT.withDurability(Durability.OS).withTimeout(Duration.ofMinutes(5));

    private final KvSwarm swarm;
    private final byte[] value = new byte[VALUE_BYTES];
    private final byte[][] keys = new byte[Client.KEYS][];

    /** Opens the node in {@code directory} and connects it. */
    SwarmService(Path directory, Path configFile, Path runDirectory) {
        for (int key = 0; key < keys.length; key++) {
            keys[key] = keyOf(key);
        }
        swarm = KvSwarm.builder()
                .directory(directory)
                .configFile(configFile)
                .runDirectory(runDirectory)
                .open();
        swarm.connect().join();
    }

    private static byte[] keyOf(int key) {
        return String.format(Locale.ROOT, "key-%08d", key).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CompletableFuture<?> get(int key) {
        return swarm.get(keys[key]);
    }

    @Override
    public CompletableFuture<?> put(int key) {
        return swarm.write(Write.put(keys[key], value));
    }

    @Override
    public CompletableFuture<?> putAll(int first, int count) {
        for (int key = first; key < first + count; key++) {
            swarm.put(key < keys.length ? keys[key] : keyOf(key), value);
        }
        return swarm.flush(RECEIPT);
    }

    @Override
    public void close() {
        swarm.close();
    }
}
