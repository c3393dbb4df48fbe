package io.kvswarm.jcache.process;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.ListenOptions;
import java.nio.file.Path;

/** A storage node as a process. Says {@code ready HOST:PORT}; ends with its standard input. */
final class StorageMain {
    private StorageMain() {}

    /** Arguments: directory, config file. */
    public static void main(String[] arguments) throws Exception {
        try (KvSwarm node = KvSwarm.builder()
                .directory(Path.of(arguments[0]))
                .configFile(Path.of(arguments[1]))
                .open()) {
            HostPort address = node.listen(ListenOptions.LOOPBACK).join();
            System.out.println("ready " + address);
            while (System.in.read() >= 0) {
                // Only its end means something.
            }
        }
        System.exit(0);
    }
}
