package io.kvswarm.cli.args;

import java.util.ArrayList;
import java.util.List;

/** The text that {@value #OPTION} prints. */
public final class Help {
    /** The option that asks for it. */
    public static final String OPTION = "--help";

    /** The option that asks for the version instead of anything else. */
    public static final String VERSION = "--version";

    private static final int COLUMN = 26;
    private static final String INDENT = "  ";

    private Help() {}

    /** All commands. */
    public static String ofAll(String usage, List<CommandSpec> commands, List<Option> shared, String footer) {
        StringBuilder text = new StringBuilder(usage).append("\n\nCommands:\n");
        commands.forEach(command -> line(text, command.name(), command.summary()));
        text.append("\nOptions of every command, before or after its name:\n");
        shared.forEach(option -> line(text, optionForm(option), option.help()));
        return text.append('\n').append(footer).append('\n').toString();
    }

    /** One command. */
    public static String of(CommandSpec command, List<Option> shared) {
        StringBuilder text = new StringBuilder("Usage: kvswarm ").append(command.name());
        List<Option> options = new ArrayList<>(command.options());
        options.addAll(shared);
        text.append(" [OPTION...]");
        if (!command.operands().isEmpty()) {
            text.append(' ').append(command.operands());
        }
        text.append("\n\n").append(command.summary()).append(".\n");
        if (!command.details().isEmpty()) {
            text.append(command.details()).append('\n');
        }
        text.append("\nOptions:\n");
        options.forEach(option -> line(text, optionForm(option), option.help()));
        return text.toString();
    }

    private static String optionForm(Option option) {
        return option.letter().isEmpty() ? option.form() : option.letter() + ", " + option.form();
    }

    private static void line(StringBuilder text, String left, String right) {
        text.append(INDENT).append(left);
        if (left.length() >= COLUMN - 1) {
            text.append('\n').append(INDENT).append(" ".repeat(COLUMN));
        } else {
            text.append(" ".repeat(COLUMN - left.length()));
        }
        text.append(right).append('\n');
    }
}
