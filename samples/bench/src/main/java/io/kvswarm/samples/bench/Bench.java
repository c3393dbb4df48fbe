package io.kvswarm.samples.bench;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmConfig;
import io.kvswarm.api.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts everything, measures kvswarm and the yardstick in turn, prints the table, stops everything. */
public final class Bench implements AutoCloseable {
    private static final double WARM_UP_SECONDS = Double.parseDouble(System.getProperty("bench.warmup", "10"));
    private static final int FLUSHED = 100_000;
    private static final int OPENED = 1_000_000;
    private static final String HEAP = "1g";

    private final Path directory;
    private final double seconds;
    private final Table table = new Table();
    private final List<Child> children = new ArrayList<>();

    private Bench(Path directory, double seconds) {
        this.directory = directory;
        this.seconds = seconds;
    }

    /** Argument: seconds of each measurement; each is warmed up for ten before. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("kvswarm-bench");
        try (Bench bench = new Bench(directory, Double.parseDouble(arguments[0]))) {
            bench.table.head();
            bench.compare();
            bench.openMany();
        } finally {
            delete(directory);
        }
        System.exit(0);
    }

    /** What has a yardstick: both are up, and are measured in turn, since shared machines drift. */
    private void compare() throws Exception {
        Child echo = startEcho();
        Map<String, Path> nodes = directories("a", "b", "c");
        Path config = config("three", nodes);
        long start = System.nanoTime();
        List<Child> storage = new ArrayList<>();
        for (Path node : nodes.values()) {
            storage.add(startStorage(node, config));
        }
        long startMillis = (System.nanoTime() - start) / 1_000_000 / storage.size();
        Child swarm = startWriter("three", config);
        double idleMegabytes = Double.parseDouble(storage.get(0).ask("heap")[1]) / (1 << 20);
        swarm.measure("flush " + Client.KEYS + " 0");

        Load.Result[] both = measure(echo, swarm, "get", 1);
        table.latency("get, 1 thread, p50", both[0], both[1], 1.5);
        both = measure(echo, swarm, "get", 8);
        table.throughput("get, 8 threads", both[0], both[1], 0.7);
        both = measure(echo, swarm, "get", 32);
        table.throughput("get, 32 threads", both[0], both[1], 0.7);
        both = measure(echo, swarm, "put", 1);
        table.latency("put RECEIPT, 1 thread, p50", both[0], both[1], 2);
        both = measure(echo, swarm, "put", 8);
        table.throughput("put RECEIPT, 8 threads", both[0], both[1], 0.5);
        both = measure(echo, swarm, "put", 32);
        table.throughput("put RECEIPT, 32 threads", both[0], both[1], 0.5);
        both = measure(echo, swarm, "pipeline", 64 * storage.size());
        table.throughput("get, 64 open per connection", both[0], both[1], 0.3);
        long warmUpEnd = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
        while (System.nanoTime() < warmUpEnd) {
            swarm.measure("flush " + FLUSHED + " 0");
        }
        double flushed = 0;
        for (int round = 0; round < 5; round++) {
            flushed = Math.max(flushed, swarm.measure("flush " + FLUSHED + " 0").perSecond());
        }
        table.figure("flush of 100,000 puts, best of 5", flushed, "/s", 300_000, false);
        table.figure("idle storage node, heap in use", idleMegabytes, "MB", 64, true);
        table.figure("process start to serving", (double) startMillis, "ms", 1000, true);
        closeChildren();
    }

    private Load.Result[] measure(Child echo, Child swarm, String command, int number) throws IOException {
        echo.measure(command + " " + number + " " + WARM_UP_SECONDS);
        swarm.measure(command + " " + number + " " + WARM_UP_SECONDS);
        String line = command + " " + number + " " + seconds;
        return new Load.Result[] {echo.measure(line), swarm.measure(line)};
    }

    /** One node with a million entries, killed and opened; then once more without its index. */
    private void openMany() throws Exception {
        Map<String, Path> nodes = directories("m");
        Path node = nodes.get("m");
        Path config = config("one", nodes);
        Child storage = startStorage(node, config);
        Child writer = startWriter("one", config);
        for (int first = 0; first < OPENED; first += FLUSHED) {
            writer.measure("flush " + FLUSHED + " " + first);
        }
        storage.kill();
        table.figure("open 1 M entries after kill -9", openMillis(node, config), "ms", 2000, true);
        Files.delete(node.resolve("index.head"));
        table.figure("open 1 M entries without index", openMillis(node, config), "ms", 6000, true);
    }

    private double openMillis(Path node, Path config) throws Exception {
        Child storage = new Child(StorageProcess.class, HEAP, node, config, runDirectory());
        children.add(storage);
        double millis = Double.parseDouble(storage.hear()[1]);
        storage.kill();
        return millis;
    }

    private Child startEcho() throws Exception {
        Path keyStore = directory.resolve("echo.p12");
        EchoTls.makeKeyStore(keyStore);
        List<Object> arguments = new ArrayList<>(List.of("echo", keyStore));
        for (int i = 0; i < 3; i++) {
            Child server = new Child(EchoServer.class, HEAP, keyStore);
            children.add(server);
            arguments.add(server.hear()[1]);
        }
        return ready(new Child(Client.class, HEAP, arguments.toArray()));
    }

    private Child startStorage(Path node, Path config) throws IOException {
        return ready(new Child(StorageProcess.class, HEAP, node, config, runDirectory()));
    }

    private Child startWriter(String name, Path config) throws IOException {
        return ready(new Child(Client.class, HEAP, "swarm", writer(name), config, runDirectory()));
    }

    private Child ready(Child child) throws IOException {
        children.add(child);
        child.hear();
        return child;
    }

    private Map<String, Path> directories(String... names) {
        Map<String, Path> nodes = new LinkedHashMap<>();
        Stream.of(names).forEach(name -> nodes.put(name, directory.resolve(name)));
        return nodes;
    }

    /** A config of these storage nodes, with equal capacities, and one writer. */
    private Path config(String name, Map<String, Path> nodes) {
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        nodes.values().forEach(node -> capacities.put(idOf(node), 1L));
        SwarmConfig config = SwarmConfig.of(capacities, List.of(idOf(writer(name))));
        Path file = directory.resolve(name + ".json");
        config.save(file);
        return file;
    }

    private NodeId idOf(Path node) {
        try (KvSwarm opened =
                KvSwarm.builder().directory(node).runDirectory(runDirectory()).open()) {
            return opened.id();
        }
    }

    private Path writer(String swarm) {
        return directory.resolve(swarm + "-writer");
    }

    private Path runDirectory() {
        return directory.resolve("run");
    }

    private void closeChildren() throws InterruptedException {
        for (Child child : children) {
            child.kill();
        }
        children.clear();
    }

    @Override
    public void close() {
        children.forEach(Child::close);
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(directory)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
