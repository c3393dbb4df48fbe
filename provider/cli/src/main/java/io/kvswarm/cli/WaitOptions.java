package io.kvswarm.cli;

import io.kvswarm.api.FlushOptions;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.args.Shown;
import io.kvswarm.cli.args.UsageException;
import java.time.Duration;

/** The options that say how far changes have to get, and how long that may take. */
final class WaitOptions {
    static final Option LEVEL = Option.value(
            "--wait", "LEVEL", "until changes are logged here, ack (durable at their owners) or receipt (applied)");
    static final Option TIMEOUT =
            Option.value("--timeout", "SECONDS", "longest wait for ack or receipt; 10 if not given");

    private static final long TIMEOUT_SECONDS_MAX = 3600;

    private WaitOptions() {}

    static FlushOptions of(Arguments arguments, FlushOptions otherwise) {
        FlushOptions level =
                arguments.value(LEVEL.name()).map(WaitOptions::level).orElse(otherwise);
        long seconds = arguments.number(TIMEOUT.name(), level.timeout().toSeconds(), 1, TIMEOUT_SECONDS_MAX);
        return level.withTimeout(Duration.ofSeconds(seconds));
    }

    private static FlushOptions level(String text) {
        return switch (text) {
            case "logged" -> FlushOptions.LOGGED;
            case "ack" -> FlushOptions.ACK;
            case "receipt" -> FlushOptions.RECEIPT;
            default ->
                throw new UsageException(
                        LEVEL.name() + " is \"" + Shown.of(text) + "\", expected logged, ack or receipt");
        };
    }
}
