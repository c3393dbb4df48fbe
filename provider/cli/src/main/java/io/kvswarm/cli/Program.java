package io.kvswarm.cli;

import io.kvswarm.cli.args.ArgumentParser;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.Help;
import io.kvswarm.cli.args.UsageException;
import io.kvswarm.cli.local.Ending;
import io.kvswarm.cli.log.CommandLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** From the words of a command line to an exit code. */
final class Program {
    private static final List<Command> COMMANDS = List.of(
            new IdCommand(),
            new InitCommand(),
            new ListenCommand(),
            new WriteCommand(),
            new GetCommand(),
            new ConnectCommand(),
            new StatusCommand(),
            new ConfigSetCommand(),
            new ConfigSignCommand(),
            new ImportCommand(),
            new ExportCommand());

    private static final String USAGE =
            "Usage: kvswarm [OPTION...] COMMAND [OPTION...]\n\n" + "A key/value store split over many storage nodes.";

    private static final String FOOTER = "kvswarm COMMAND --help shows the options of a command.\n"
            + "Exit codes: 0 done, 1 not found, 2 wrong usage, 3 unreachable, 4 not authorised, 5 data or disk.";

    private final Terminal terminal;
    private final NodeRunner runner;
    private final Ending ending;

    Program(Terminal terminal, NodeOpener opener, Ending ending) {
        this.terminal = terminal;
        this.runner = new NodeRunner(opener, terminal.clock());
        this.ending = ending;
    }

    static ArgumentParser parser() {
        return new ArgumentParser(COMMANDS.stream().map(Command::spec).toList(), GlobalOptions.ALL);
    }

    /** The command of that name, of those the parser knows. */
    static Command command(String name) {
        return COMMANDS.stream()
                .filter(command -> command.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Runs a line and says its exit code; what goes wrong is on standard error then. */
    int run(List<String> words) {
        boolean verbose = words.contains(GlobalOptions.VERBOSE);
        if (verbose) {
            CommandLog.beVerbose();
        }
        try {
            return runLine(words);
        } catch (Ending.EndedException e) {
            return ExitCode.STOPPED;
        } catch (IOException | RuntimeException e) {
            terminal.error(Failures.lineOf(e));
            if (verbose) {
                e.printStackTrace(terminal.err());
            }
            return Failures.codeOf(e);
        }
    }

    private int runLine(List<String> words) throws IOException {
        ArgumentParser.Line line = parser().parse(words);
        Arguments arguments = line.arguments();
        if (arguments.has(Help.VERSION)) {
            terminal.print("kvswarm " + version());
            return ExitCode.DONE;
        }
        Optional<Command> command = line.command().map(spec -> command(spec.name()));
        if (arguments.has(Help.OPTION)) {
            terminal.out().write(help(command).getBytes(StandardCharsets.UTF_8));
            return ExitCode.DONE;
        }
        if (command.isEmpty()) {
            throw new UsageException("no command given; kvswarm --help lists all");
        }
        return command.get().run(arguments, new Session(words, terminal, runner, ending));
    }

    private static String help(Optional<Command> command) {
        return command.map(one -> Help.of(one.spec(), GlobalOptions.ALL))
                .orElseGet(() ->
                        Help.ofAll(USAGE, COMMANDS.stream().map(Command::spec).toList(), GlobalOptions.ALL, FOOTER));
    }

    private static String version() throws IOException {
        try (InputStream in = Program.class.getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
