package io.kvswarm.process;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.ListenOptions;
import io.kvswarm.api.SwarmException;
import java.nio.file.Path;

/** A storage node as a process. Says {@code ready}, or {@code failed CODE}; ends with its standard input. */
final class StorageMain {
    private StorageMain() {}

    /** Arguments: directory, config file, run directory. */
    public static void main(String[] arguments) throws Exception {
        try (KvSwarm node = KvSwarm.builder()
                .directory(Path.of(arguments[0]))
                .configFile(Path.of(arguments[1]))
                .runDirectory(Path.of(arguments[2]))
                .open()) {
            node.listen(ListenOptions.LOOPBACK).join();
            System.out.println("ready");
            while (System.in.read() >= 0) {
                // Only its end means something.
            }
        } catch (SwarmException e) {
            System.out.println("failed " + e.code() + " " + e.getMessage());
            System.exit(1);
        }
        System.exit(0);
    }
}
