package io.kvswarm.cli;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.Help;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.args.UsageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options that all commands share, and how values are read that several commands take. */
final class GlobalOptions {
    static final String DIRECTORY = "--datadir";
    static final String CONFIG = "--config";
    static final String BOOTSTRAP = "--bootstrap";
    static final String VERBOSE = "--verbose";

    static final List<Option> ALL = List.of(
            Option.value(DIRECTORY, "DIR", "the node's data directory, made if it is not there")
                    .orLetter("-d"),
            Option.value(CONFIG, "FILE", "the swarm config").orLetter("-c"),
            Option.values(BOOTSTRAP, "HOST:PORT", "look for the swarm there, too"),
            Option.flag(VERBOSE, "log what happens, and show where errors come from"),
            Option.flag(Help.OPTION, "show this help").orLetter("-h"),
            Option.flag(Help.VERSION, "show the version"));

    private GlobalOptions() {}

    static Optional<Path> directory(Arguments arguments) {
        return arguments.value(DIRECTORY).map(text -> path(DIRECTORY, text));
    }

    static Path requireDirectory(Arguments arguments, String command) {
        return directory(arguments).orElseThrow(() -> new UsageException(command + " needs -d DIR"));
    }

    static Optional<Path> configFile(Arguments arguments) {
        return arguments.value(CONFIG).map(text -> path(CONFIG, text));
    }

    static Path requireConfigFile(Arguments arguments, String command) {
        return configFile(arguments).orElseThrow(() -> new UsageException(command + " needs -c FILE"));
    }

    static List<HostPort> bootstrap(Arguments arguments) {
        return arguments.values(BOOTSTRAP).stream()
                .map(text -> address(BOOTSTRAP, text))
                .toList();
    }

    static Path path(String option, String text) {
        if (text.isEmpty()) {
            throw new UsageException(option + " is empty, expected a path");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }

    static HostPort address(String option, String text) {
        try {
            HostPort address = HostPort.parse(text);
            if (address.port() == 0) {
                throw new UsageException(option + ": port is 0, expected 1 to 65535");
            }
            return address;
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }

    static NodeId nodeId(String option, String text) {
        try {
            return NodeId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }
}
