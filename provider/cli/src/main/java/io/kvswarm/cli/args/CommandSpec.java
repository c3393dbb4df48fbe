package io.kvswarm.cli.args;

import java.util.List;

/**
 * A command as the command line sees it.
 *
 * @param name        one or two words, for instance {@code get} or {@code config set}
 * @param operands    what stands behind the name beside options, for the help; empty if nothing does
 * @param operandsMin fewest operands
 * @param operandsMax most operands
 * @param summary     what it does, in one line
 * @param details     more of it, for its own help; may be empty
 * @param options     its own options, in the order the help shows them
 */
public record CommandSpec(
        String name,
        String operands,
        int operandsMin,
        int operandsMax,
        String summary,
        String details,
        List<Option> options) {
    /** Copies the list. */
    public CommandSpec {
        options = List.copyOf(options);
    }

    /** A command without operands. */
    public static CommandSpec of(String name, String summary, String details, Option... options) {
        return new CommandSpec(name, "", 0, 0, summary, details, List.of(options));
    }

    /** The same with exactly one operand. */
    public CommandSpec withOperand(String operand) {
        return new CommandSpec(name, operand, 1, 1, summary, details, options);
    }

    /** The same with at most one operand. */
    public CommandSpec withOptionalOperand(String operand) {
        return new CommandSpec(name, "[" + operand + "]", 0, 1, summary, details, options);
    }
}
