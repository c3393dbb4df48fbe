package io.kvswarm.process;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a process said, to wait for. Safe from any thread. */
final class Lines implements Consumer<String> {
    private static final long WAIT_SECONDS_MAX = 60;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Override
    public void accept(String line) {
        lines.add(line);
    }

    /** The next line of that kind; others before it are dropped. */
    String await(Predicate<String> wanted) throws InterruptedException {
        for (String line = next(); ; line = next()) {
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    private String next() throws InterruptedException {
        String line = lines.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("a process said nothing for " + WAIT_SECONDS_MAX + " s");
        }
        return line;
    }
}
