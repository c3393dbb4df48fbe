package io.kvswarm.cli.args;

/** Text from outside, made fit for one line of a message. */
public final class Shown {
    private static final int CHARACTERS_MAX = 80;

    private Shown() {}

    /** The text without control characters, cut short. */
    public static String of(String text) {
        String cut = text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
        return oneLine(cut);
    }

    /** The whole text with control characters, line ends among them, as spaces. */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.chars().forEach(character -> line.append(Character.isISOControl(character) ? ' ' : (char) character));
        return line.toString();
    }
}
