package io.kvswarm.cli.args;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads words as the options and operands of one command. Options that all commands share may stand before the name of
 * the command, too. Behind {@code --} everything is an operand.
 */
public final class ArgumentParser {
    private static final int WORD_CHARACTERS_MAX = 40;

    private final List<CommandSpec> commands;
    private final List<Option> shared;

    /** Reads these commands; {@code shared} are the options of all of them. */
    public ArgumentParser(List<CommandSpec> commands, List<Option> shared) {
        this.commands = commands;
        this.shared = shared;
    }

    /**
     * A line that was read.
     *
     * @param command   the command meant; empty if the line names none
     * @param arguments what was given
     */
    public record Line(Optional<CommandSpec> command, Arguments arguments) {}

    /**
     * Reads a line.
     *
     * @throws UsageException if it is none
     */
    public Line parse(List<String> words) {
        Arguments arguments = new Arguments();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            if (!isOption(word)) {
                CommandSpec command = command(word, rest);
                readAll(command, rest, arguments);
                return new Line(Optional.of(command), arguments);
            }
            readOption(word, rest, shared, arguments);
        }
        return new Line(Optional.empty(), arguments);
    }

    private CommandSpec command(String word, Iterator<String> rest) {
        List<String> seconds = commands.stream()
                .map(CommandSpec::name)
                .filter(name -> name.startsWith(word + " "))
                .map(name -> name.substring(word.length() + 1))
                .toList();
        String name = word;
        if (!seconds.isEmpty()) {
            String second = rest.hasNext() ? rest.next() : "";
            if (!seconds.contains(second)) {
                throw new UsageException(word + " is followed by \"" + Shown.of(second) + "\", expected "
                        + String.join(" or ", seconds));
            }
            name = word + " " + second;
        }
        for (CommandSpec command : commands) {
            if (command.name().equals(name)) {
                return command;
            }
        }
        List<String> names = commands.stream().map(CommandSpec::name).toList();
        throw new UsageException("there is no command \"" + Shown.of(word) + "\"" + didYouMean(word, names)
                + "; kvswarm --help lists all");
    }

    private void readAll(CommandSpec command, Iterator<String> rest, Arguments arguments) {
        List<Option> options = new ArrayList<>(command.options());
        options.addAll(shared);
        boolean onlyOperands = false;
        while (rest.hasNext()) {
            String word = rest.next();
            if (onlyOperands || !isOption(word)) {
                arguments.addOperand(word);
            } else if (word.equals("--")) {
                onlyOperands = true;
            } else {
                readOption(word, rest, options, arguments);
            }
        }
        // Who asks for help is helped, whatever else is missing.
        if (!arguments.has(Help.OPTION) && !arguments.has(Help.VERSION)) {
            requireOperands(command, arguments.operands().size());
        }
    }

    private static void requireOperands(CommandSpec command, int count) {
        if (count < command.operandsMin()) {
            throw new UsageException(command.name() + " needs " + command.operands());
        }
        if (count > command.operandsMax()) {
            throw new UsageException(command.name() + " has " + count + " operands, expected "
                    + (command.operandsMax() == 0 ? "none" : command.operands()));
        }
    }

    private static void readOption(String word, Iterator<String> rest, List<Option> options, Arguments arguments) {
        for (Option option : options) {
            if (option.isKeyed() && word.startsWith(option.name() + ".")) {
                arguments.add(keyed(option, word.substring(option.name().length() + 1)));
                return;
            }
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        for (Option option : options) {
            if (!option.isKeyed() && (name.equals(option.name()) || name.equals(option.letter()))) {
                requireOnce(option, arguments);
                String value = equals < 0 ? null : word.substring(equals + 1);
                arguments.add(new Arguments.Given(option.name(), "", value(option, value, rest, options)));
                return;
            }
        }
        throw unknown(name, options);
    }

    private static Arguments.Given keyed(Option option, String text) {
        if (option.kind() == Option.Kind.KEY) {
            return new Arguments.Given(option.name(), text, "");
        }
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new UsageException(option.name() + "." + Shown.of(text) + " has no value, expected " + option.form());
        }
        return new Arguments.Given(option.name(), text.substring(0, equals), text.substring(equals + 1));
    }

    private static void requireOnce(Option option, Arguments arguments) {
        if (!option.repeated() && option.kind() != Option.Kind.FLAG && arguments.has(option.name())) {
            throw new UsageException(option.name() + " is given twice, expected once");
        }
    }

    private static String value(Option option, String attached, Iterator<String> rest, List<Option> options) {
        if (option.kind() == Option.Kind.FLAG) {
            if (attached != null) {
                throw new UsageException(option.name() + " takes no value, found \"" + Shown.of(attached) + "\"");
            }
            return "";
        }
        if (attached != null) {
            return attached;
        }
        String next = rest.hasNext() ? rest.next() : null;
        if (next == null || options.stream().anyMatch(other -> next.equals(other.name()) || isLetter(next, other))) {
            throw new UsageException(option.name() + " needs a value, expected " + option.form()
                    + (next == null ? "" : ", found the option " + next));
        }
        return next;
    }

    private static boolean isLetter(String word, Option option) {
        return !option.letter().isEmpty() && word.equals(option.letter());
    }

    private static UsageException unknown(String name, List<Option> options) {
        int dot = name.indexOf('.');
        String word = dot < 0 ? name : name.substring(0, dot);
        List<String> names = options.stream().map(Option::name).toList();
        String form = Nearest.to(word, names)
                .flatMap(near -> options.stream()
                        .filter(option -> option.name().equals(near))
                        .findFirst())
                .map(option -> "; did you mean " + option.form() + "?")
                .orElse("");
        return new UsageException("there is no option " + Shown.of(name) + " here" + form);
    }

    private static String didYouMean(String word, List<String> names) {
        if (word.length() > WORD_CHARACTERS_MAX) {
            return "";
        }
        return Nearest.to(word, names)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }

    /** A lone dash means standard input. */
    private static boolean isOption(String word) {
        return word.length() > 1 && word.charAt(0) == '-';
    }
}
