package io.kvswarm.cli.args;

/**
 * An option of a command.
 *
 * @param name     with its dashes, for instance {@code --datadir}
 * @param letter   its short form, for instance {@code -d}; empty if it has none
 * @param kind     what stands behind the name
 * @param value    what its value is called in the help, for instance {@code DIR}; empty for a flag
 * @param help     what it does, in one line
 * @param repeated true if it may be given more than once
 */
public record Option(String name, String letter, Kind kind, String value, String help, boolean repeated) {
    /** What stands behind the name of an option. */
    public enum Kind {
        /** Nothing. */
        FLAG,
        /** A value: {@code --name=value} or {@code --name value}. */
        VALUE,
        /** A key and a value: {@code --name.KEY=VALUE}; the value begins behind the first equals sign. */
        KEY_AND_VALUE,
        /** A key: {@code --name.KEY}; all that stands behind the first dot. */
        KEY
    }

    /** A flag. */
    public static Option flag(String name, String help) {
        return new Option(name, "", Kind.FLAG, "", help, false);
    }

    /** An option with a value, to be given once at most. */
    public static Option value(String name, String value, String help) {
        return new Option(name, "", Kind.VALUE, value, help, false);
    }

    /** An option with a value, to be given as often as one likes. */
    public static Option values(String name, String value, String help) {
        return new Option(name, "", Kind.VALUE, value, help, true);
    }

    /** An option with a key and a value: {@code form} is for instance {@code --put.KEY=VALUE}. */
    public static Option keyed(String form, String help) {
        int dot = form.indexOf('.');
        Kind kind = form.indexOf('=') < 0 ? Kind.KEY : Kind.KEY_AND_VALUE;
        return new Option(form.substring(0, dot), "", kind, form.substring(dot), help, true);
    }

    /** The same with a short form. */
    public Option orLetter(String newLetter) {
        return new Option(name, newLetter, kind, value, help, repeated);
    }

    /** As it is written, for help and messages: {@code --put.KEY=VALUE}, {@code --datadir DIR}. */
    public String form() {
        return switch (kind) {
            case FLAG -> name;
            case VALUE -> name + " " + value;
            case KEY_AND_VALUE, KEY -> name + value;
        };
    }

    boolean isKeyed() {
        return kind == Kind.KEY_AND_VALUE || kind == Kind.KEY;
    }
}
