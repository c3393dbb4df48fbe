package io.kvswarm.cli.args;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: a line means one thing, in the order it was written, and what means nothing is refused by its name. */
final class ArgumentParserTest {
    private static final Option PUT = Option.keyed("--put.KEY=VALUE", "set");
    private static final Option DELETE = Option.keyed("--del.KEY", "remove");
    private static final ArgumentParser PARSER = new ArgumentParser(
            List.of(
                    CommandSpec.of("write", "Write", "", PUT, DELETE),
                    CommandSpec.of("get", "Get", "", Option.flag("--raw", "raw"))
                            .withOperand("KEY"),
                    CommandSpec.of("config set", "Set", ""),
                    CommandSpec.of("config sign", "Sign", "")),
            List.of(
                    Option.value("--datadir", "DIR", "dir").orLetter("-d"),
                    Option.values("--bootstrap", "HOST:PORT", "more"),
                    Option.flag(Help.OPTION, "help")));

    private static ArgumentParser.Line parse(String... words) {
        return PARSER.parse(List.of(words));
    }

    private static void assertRefused(String message, String... words) {
        assertEquals(
                message, assertThrows(UsageException.class, () -> parse(words)).getMessage());
    }

    @Test
    void sharedOptionsStandBeforeOrAfterTheCommand() {
        assertEquals(Optional.of("x"), parse("-d", "x", "get", "k").arguments().value("--datadir"));
        assertEquals(Optional.of("x"), parse("get", "k", "-d", "x").arguments().value("--datadir"));
        assertEquals(
                Optional.of("x"), parse("get", "--datadir=x", "k").arguments().value("--datadir"));
        assertEquals(List.of("k"), parse("get", "--datadir=x", "k").arguments().operands());
    }

    @Test
    void keysKeepDotsAndValuesKeepEqualsSignsAndTheOrderIsKept() {
        Arguments arguments = parse("write", "--put.a.b=c=d", "--del.x=y.z", "--put.ключ=знач", "--put.=", "--put.é=")
                .arguments();
        assertEquals(
                List.of(
                        new Arguments.Given("--put", "a.b", "c=d"),
                        new Arguments.Given("--del", "x=y.z", ""),
                        new Arguments.Given("--put", "ключ", "знач"),
                        new Arguments.Given("--put", "", ""),
                        new Arguments.Given("--put", "é", "")),
                arguments.all(Set.of("--put", "--del")));
    }

    @Test
    void everythingBehindTwoDashesIsAnOperand() {
        assertEquals(List.of("--raw"), parse("get", "--", "--raw").arguments().operands());
        assertEquals(List.of("-"), parse("get", "-").arguments().operands());
        assertEquals(List.of(""), parse("get", "").arguments().operands());
    }

    @Test
    void repeatableOptionsKeepTheirOrder() {
        assertEquals(
                List.of("a:1", "b:2"),
                parse("--bootstrap", "a:1", "get", "k", "--bootstrap=b:2")
                        .arguments()
                        .values("--bootstrap"));
    }

    @Test
    void commandsOfTwoWordsAreFound() {
        assertEquals(
                "config set", parse("config", "set").command().orElseThrow().name());
        assertRefused("config is followed by \"\", expected set or sign", "config");
        assertRefused("config is followed by \"sett\", expected set or sign", "config", "sett");
    }

    @Test
    void helpNeedsNoOperands() {
        assertTrue(parse("get", "--help").arguments().has(Help.OPTION));
        assertTrue(parse("--help").command().isEmpty());
    }

    @Test
    void whatIsUnknownIsNamedWithTheNearestKnown() {
        assertRefused("there is no command \"gte\"; did you mean get?; kvswarm --help lists all", "gte");
        assertRefused("there is no command \"frobnicate\"; kvswarm --help lists all", "frobnicate");
        assertRefused("there is no option --putt.a here; did you mean --put.KEY=VALUE?", "write", "--putt.a=b");
        assertRefused("there is no option --datdir here; did you mean --datadir DIR?", "get", "--datdir=x");
        assertRefused("there is no option --put.a here", "--put.a=b", "write");
    }

    @Test
    void valuesThatAreMissingOrTooManyAreRefused() {
        assertRefused("--put.flag has no value, expected --put.KEY=VALUE", "write", "--put.flag");
        assertRefused("--datadir needs a value, expected --datadir DIR", "get", "k", "-d");
        assertRefused(
                "--datadir needs a value, expected --datadir DIR, found the option --raw", "get", "k", "-d", "--raw");
        assertRefused("--datadir is given twice, expected once", "-d", "a", "get", "k", "-d", "b");
        assertRefused("--raw takes no value, found \"1\"", "get", "k", "--raw=1");
        assertRefused("get needs KEY", "get");
        assertRefused("get has 2 operands, expected KEY", "get", "a", "b");
        assertRefused("write has 1 operands, expected none", "write", "a");
    }

    @Test
    void numbersAreWholeAndInTheirRange() {
        for (String text :
                List.of("", "NaN", "1.5", "1e3", "+1", "٣", "0x10", " 1", "99999999999999999999", "Infinity")) {
            assertEquals(
                    "--n is \"" + text + "\", expected a whole number from 1 to 10",
                    assertThrows(UsageException.class, () -> Arguments.number("--n", text, 1, 10))
                            .getMessage());
        }
        for (String text : List.of("0", "-1", "11")) {
            assertEquals(
                    "--n is " + text + ", expected a whole number from 1 to 10",
                    assertThrows(UsageException.class, () -> Arguments.number("--n", text, 1, 10))
                            .getMessage());
        }
        assertEquals(10, Arguments.number("--n", "10", 1, 10));
    }

    @Test
    void aMessageIsOneShortLineWhateverItShows() {
        UsageException refusal = assertThrows(UsageException.class, () -> parse("a\nb".repeat(1000)));
        assertEquals(
                "there is no command \"" + "a b".repeat(27).substring(0, 80) + "…\"; kvswarm --help lists all",
                refusal.getMessage());
    }
}
