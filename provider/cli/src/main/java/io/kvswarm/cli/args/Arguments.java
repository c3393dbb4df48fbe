package io.kvswarm.cli.args;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was given on a command line, in the order it was given. Made by {@link ArgumentParser}, then not changed. */
public final class Arguments {
    /**
     * One option as it was given.
     *
     * @param name  of the option
     * @param key   of a keyed option; empty otherwise
     * @param value empty for a flag and a key without value
     */
    public record Given(String name, String key, String value) {}

    private final List<Given> given = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();

    void add(Given option) {
        given.add(option);
    }

    void addOperand(String operand) {
        operands.add(operand);
    }

    /** True if the option was given. */
    public boolean has(String name) {
        return given.stream().anyMatch(option -> option.name().equals(name));
    }

    /** The value of an option; empty if it was not given. */
    public Optional<String> value(String name) {
        return given.stream()
                .filter(option -> option.name().equals(name))
                .map(Given::value)
                .findFirst();
    }

    /** All values of an option, in order. */
    public List<String> values(String name) {
        return all(Set.of(name)).stream().map(Given::value).toList();
    }

    /** The options of these names, in the order they were given. */
    public List<Given> all(Set<String> names) {
        return given.stream().filter(option -> names.contains(option.name())).toList();
    }

    /** What was given beside options, in order. */
    public List<String> operands() {
        return List.copyOf(operands);
    }

    /**
     * A whole number given as an option.
     *
     * @return {@code otherwise} if it was not given
     * @throws UsageException if it is no number from {@code min} to {@code max}
     */
    public long number(String name, long otherwise, long min, long max) {
        Optional<String> text = value(name);
        return text.isEmpty() ? otherwise : number(name, text.get(), min, max);
    }

    /** Reads a whole number that was given as {@code name}. */
    public static long number(String name, String text, long min, long max) {
        String expected = "expected a whole number from " + min + " to " + max;
        // Long.parseLong takes a plus sign and the digits of every script; neither is a number here.
        if (!text.matches("-?[0-9]{1,18}")) {
            throw new UsageException(name + " is \"" + Shown.of(text) + "\", " + expected);
        }
        long number = Long.parseLong(text);
        if (number < min || number > max) {
            throw new UsageException(name + " is " + text + ", " + expected);
        }
        return number;
    }
}
