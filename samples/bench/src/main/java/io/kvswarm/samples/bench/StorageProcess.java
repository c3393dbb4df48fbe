package io.kvswarm.samples.bench;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.ListenOptions;
import java.nio.file.Path;

/**
 * A storage node. Says {@code ready MILLIS}, from opening to serving; {@code heap} on its input is answered in
 * bytes.
 */
public final class StorageProcess {
    private StorageProcess() {}

    /** Arguments: directory, config file, run directory. Ends with its standard input. */
    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        try (KvSwarm node = KvSwarm.builder()
                .directory(Path.of(arguments[0]))
                .configFile(Path.of(arguments[1]))
                .runDirectory(Path.of(arguments[2]))
                .open()) {
            node.listen(ListenOptions.LOOPBACK).join();
            Commands.answer("ready " + (System.nanoTime() - start) / 1_000_000);
            for (String[] words = Commands.next(); words != null; words = Commands.next()) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                Commands.answer("heap " + (runtime.totalMemory() - runtime.freeMemory()));
            }
        }
        System.exit(0);
    }
}
