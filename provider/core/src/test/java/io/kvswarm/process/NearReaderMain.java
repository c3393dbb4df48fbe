package io.kvswarm.process;

import io.kvswarm.KvSwarm;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.spi.CacheStore;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.Patience;
import io.kvswarm.spi.VersionedValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/**
 * A reader as a process: reads the rising number under one key, through a near view, as fast as it can. Each time it
 * finds another one it says {@code until N T}: the last read that gave N began at T, milliseconds on the wall clock;
 * then {@code now N}. Goes on until there is something on its standard input; then it says {@code hits N}.
 */
final class NearReaderMain {
    static final String CACHE = "shared";
    static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

    private NearReaderMain() {}

    /** Arguments: directory, config file, run directory. */
    public static void main(String[] arguments) throws Exception {
        try (KvSwarm node = KvSwarm.builder()
                .directory(Path.of(arguments[0]))
                .configFile(Path.of(arguments[1]))
                .runDirectory(Path.of(arguments[2]))
                .open()) {
            CacheStore cache = node.caches().find(CACHE).join();
            CacheStore near = cache.near(new NearPlan(NearPlan.Mode.COHERENT, 0, 0, Duration.ZERO));
            read(near);
            System.out.println("hits " + near.nearCounts().hits());
        }
        System.exit(0);
    }

    private static void read(CacheStore near) throws Exception {
        String last = "";
        long lastBegan = 0;
        for (long round = 0; round % 1_000 != 0 || System.in.available() == 0; round++) {
            long began = Clock.system().wallMillis();
            String found = get(near);
            if (!found.equals(last)) {
                System.out.println("until " + last + " " + lastBegan);
                System.out.println("now " + found);
                last = found;
            }
            lastBegan = began;
        }
    }

    private static String get(CacheStore near) {
        VersionedValue hit = near.peek(KEY);
        while (hit == null) {
            try {
                hit = near.get(KEY, Patience.DEFAULT).join();
            } catch (CompletionException awayForAWhile) {
                hit = null;
            }
        }
        return new String(hit.value(), StandardCharsets.UTF_8);
    }
}
