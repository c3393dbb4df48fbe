package io.kvswarm.jcache.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;

/** Values for the tests of this package. */
final class Samples {
    /** An enum with a constant that has a body. */
    enum Color {
        RED,
        GREEN {
            @Override
            boolean isCalm() {
                return true;
            }
        },
        BLUE;

        boolean isCalm() {
            return false;
        }
    }

    /** An enum without constants. */
    enum Nothing {}

    /** A record that is not Serializable. */
    record Point(int x, Integer y) {}

    /** A record of everything. */
    record Order(String id, List<Point> points, Color color, double weight, Object other) {}

    private Samples() {}

    static Codecs codecs() {
        return JdkCodecs.of(Samples.class.getClassLoader(), CodecSettings.DEFAULT);
    }

    /** Values that are equal exactly when their bytes are. */
    static List<Object> scalars() {
        return List.of(
                "",
                "hello",
                "gr\u00fc\u00df dich \u00ff",
                "\u0100 \u20ac \ud83d\ude00",
                "alone \ud83d",
                "alone \ude00 x",
                "\ude00\ud83d",
                "x".repeat(127),
                "x".repeat(128),
                "\u20ac".repeat(200),
                true,
                false,
                (byte) -1,
                (short) -2,
                'c',
                '\ud83d',
                0,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                -1L,
                0.0f,
                -0.0f,
                Float.NaN,
                0.0,
                -0.0,
                Double.NaN,
                1e300,
                BigInteger.ZERO,
                BigInteger.TWO.pow(200).negate(),
                new BigDecimal("1.0"),
                new BigDecimal("1.00"),
                new BigDecimal("-1e400"),
                new UUID(1, -2),
                Color.RED,
                Color.GREEN,
                Instant.EPOCH,
                Instant.MIN,
                Instant.MAX,
                LocalDate.of(2024, 2, 29),
                LocalDate.MIN,
                LocalTime.MAX,
                LocalDateTime.MAX,
                OffsetTime.of(LocalTime.NOON, ZoneOffset.ofHours(2)),
                OffsetDateTime.of(LocalDateTime.MIN, ZoneOffset.MIN),
                ZonedDateTime.of(2024, 7, 1, 12, 0, 0, 5, ZoneId.of("Europe/Berlin")),
                ZonedDateTime.of(2024, 7, 1, 12, 0, 0, 5, ZoneId.of("+02:00")),
                // The second of two hours with the same name.
                ZonedDateTime.ofLocal(
                        LocalDateTime.of(2024, 10, 27, 2, 30), ZoneId.of("Europe/Berlin"), ZoneOffset.ofHours(1)),
                Duration.ofSeconds(-1, 1),
                Period.of(1, -2, 3),
                Period.ofMonths(12),
                Period.ofYears(1),
                Year.of(-5),
                YearMonth.of(2024, 12),
                MonthDay.of(2, 29),
                ZoneId.of("UTC"),
                ZoneOffset.UTC,
                DayOfWeek.MONDAY);
    }
}
