package io.kvswarm.process;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.Durability;
import io.kvswarm.api.Entry;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.OutcomeUnknownException;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.Write;
import io.kvswarm.api.WriteResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A writer as a process, which says what it was promised: {@code put N} for an entry of its own that has a receipt,
 * {@code inc N} for one step of the counter all writers share, {@code log N} for a value in its outbox. Goes on until
 * there
 * is something on its standard input; then it waits until its outbox is empty and says {@code done}.
 */
final class WriterMain {
    /** The counter all writers count on. */
    static final String COUNTER = "counter";

    private final KvSwarm node;
    private final String name;

    private WriterMain(KvSwarm node, String name) {
        this.node = node;
        this.name = name;
    }

    /** Arguments: directory, config file, run directory, name, first number. */
    public static void main(String[] arguments) throws Exception {
        try (KvSwarm node = KvSwarm.builder()
                .directory(Path.of(arguments[0]))
                .configFile(Path.of(arguments[1]))
                .runDirectory(Path.of(arguments[2]))
                .open()) {
            node.connect();
            new WriterMain(node, arguments[3]).run(Long.parseLong(arguments[4]));
        }
        System.exit(0);
    }

    private void run(long first) throws Exception {
        for (long number = first; System.in.available() == 0; number++) {
            change(Write.put(name + "-put-" + number, Long.toString(number)));
            System.out.println("put " + number);
            increment();
            System.out.println("inc " + number);
            node.put(name + "-log", Long.toString(number));
            node.flush(FlushOptions.LOGGED.withDurability(Durability.OS)).join();
            System.out.println("log " + number);
        }
        node.whenDelivered().join();
        System.out.println("done");
    }

    private void increment() {
        while (true) {
            Optional<Entry> before = read(COUNTER);
            long next =
                    1 + before.map(entry -> Long.parseLong(entry.valueText())).orElse(0L);
            Write write = Write.put(COUNTER, Long.toString(next));
            write = before.isPresent() ? write.ifVersion(before.get().version()) : write.ifAbsent();
            if (change(write)) {
                return;
            }
        }
    }

    private Optional<Entry> read(String key) {
        while (true) {
            try {
                return node.get(key.getBytes(StandardCharsets.UTF_8)).join();
            } catch (CompletionException e) {
                requireAway(e);
            }
        }
    }

    /** True if it was applied, false if its condition did not hold; tries again for as long as its owner is away. */
    private boolean change(Write write) {
        while (true) {
            try {
                CompletableFuture<WriteResult> result = node.write(write);
                return result.join().applied();
            } catch (CompletionException e) {
                if (e.getCause() instanceof OutcomeUnknownException unknown) {
                    if (wasApplied(unknown)) {
                        return true;
                    }
                } else {
                    requireAway(e);
                }
            }
        }
    }

    private boolean wasApplied(OutcomeUnknownException unknown) {
        while (true) {
            try {
                return node.outcome(unknown.id(), Duration.ofSeconds(10)).join();
            } catch (CompletionException e) {
                requireAway(e);
            }
        }
    }

    /** Storage nodes are killed all the time; nothing else may go wrong. */
    private static void requireAway(CompletionException e) {
        if (e.getCause() instanceof SwarmException failure && failure.code() == ErrorCode.UNREACHABLE) {
            return;
        }
        throw e;
    }
}
