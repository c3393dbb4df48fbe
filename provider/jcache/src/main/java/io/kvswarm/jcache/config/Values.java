package io.kvswarm.jcache.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of settings: what may be written for them, and what it means. */
final class Values {
    static final String COUNT = "a number from 0 to 9223372036854775807; 0 for no bound";
    static final String BYTES = "a number of bytes, or one with KiB, MiB, GiB, TiB, kB, MB, GB or TB; 0 for no bound";
    static final String LIFE = "a duration from 1 ms to 36500 days: a number with ms, s, m, h or d";
    static final String DEADLINE = "a duration from 1 ms to 1 h: a number with ms, s, m or h";
    static final Duration LIFE_MAX = Duration.ofDays(36_500);
    static final Duration DEADLINE_MAX = Duration.ofHours(1);

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,19}) ?([A-Za-z]*)");
    private static final Map<String, Long> BYTE_UNITS = Map.of(
            "",
            1L,
            "KiB",
            1L << 10,
            "MiB",
            1L << 20,
            "GiB",
            1L << 30,
            "TiB",
            1L << 40,
            "kB",
            1_000L,
            "MB",
            1_000_000L,
            "GB",
            1_000_000_000L,
            "TB",
            1_000_000_000_000L);
    private static final Map<String, Long> TIME_UNITS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Values() {}

    static long count(Node node) {
        return number(node, COUNT, Map.of("", 1L));
    }

    static long bytes(Node node) {
        return number(node, BYTES, BYTE_UNITS);
    }

    static Duration duration(Node node, Duration max, String expected) {
        long millis = number(node, expected, TIME_UNITS);
        if (millis < 1 || millis > max.toMillis()) {
            throw node.wrong(expected);
        }
        return Duration.ofMillis(millis);
    }

    /** The names of an enum, for messages and the reference page. */
    static String names(Class<? extends Enum<?>> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    private static long number(Node node, String expected, Map<String, Long> units) {
        Matcher matcher = NUMBER.matcher(node.text(expected));
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw node.wrong(expected);
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException | NumberFormatException e) {
            throw node.wrong(expected);
        }
    }
}
