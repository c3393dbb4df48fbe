package io.kvswarm.jcache.codec;

import io.kvswarm.jcache.codec.ScalarForms.Scalar;
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

/** The value classes of {@code java.time}: of all of them equality is that of the parts written here. */
final class TimeForms {
    private TimeForms() {}

    /** All of them; those of weekdays and months are enums. */
    static List<Scalar<?>> all() {
        return List.of(
                new Scalar<>(
                        Instant.class,
                        CodecNumber.INSTANT,
                        (value, out) -> out.int64(value.getEpochSecond()).int32(value.getNano()),
                        in -> Instant.ofEpochSecond(in.int64(), nanos(in))),
                new Scalar<>(LocalDate.class, CodecNumber.LOCAL_DATE, TimeForms::date, TimeForms::date),
                new Scalar<>(LocalTime.class, CodecNumber.LOCAL_TIME, TimeForms::time, TimeForms::time),
                new Scalar<>(
                        LocalDateTime.class, CodecNumber.LOCAL_DATE_TIME, TimeForms::dateTime, TimeForms::dateTime),
                new Scalar<>(
                        OffsetTime.class,
                        CodecNumber.OFFSET_TIME,
                        (value, out) -> {
                            time(value.toLocalTime(), out);
                            offset(value.getOffset(), out);
                        },
                        in -> OffsetTime.of(time(in), offset(in))),
                new Scalar<>(
                        OffsetDateTime.class,
                        CodecNumber.OFFSET_DATE_TIME,
                        (value, out) -> {
                            dateTime(value.toLocalDateTime(), out);
                            offset(value.getOffset(), out);
                        },
                        in -> OffsetDateTime.of(dateTime(in), offset(in))),
                new Scalar<>(ZonedDateTime.class, CodecNumber.ZONED_DATE_TIME, TimeForms::zoned, TimeForms::zoned),
                new Scalar<>(
                        Duration.class,
                        CodecNumber.DURATION,
                        (value, out) -> out.int64(value.getSeconds()).int32(value.getNano()),
                        in -> Duration.ofSeconds(in.int64(), nanos(in))),
                new Scalar<>(
                        Period.class,
                        CodecNumber.PERIOD,
                        (value, out) -> out.int32(value.getYears())
                                .int32(value.getMonths())
                                .int32(value.getDays()),
                        in -> Period.of(in.int32(), in.int32(), in.int32())),
                new Scalar<>(
                        Year.class,
                        CodecNumber.YEAR,
                        (value, out) -> out.int32(value.getValue()),
                        in -> Year.of(in.int32())),
                new Scalar<>(
                        YearMonth.class,
                        CodecNumber.YEAR_MONTH,
                        (value, out) -> out.int32(value.getYear()).int8(value.getMonthValue()),
                        in -> YearMonth.of(in.int32(), in.int8())),
                new Scalar<>(
                        MonthDay.class,
                        CodecNumber.MONTH_DAY,
                        (value, out) -> out.int8(value.getMonthValue()).int8(value.getDayOfMonth()),
                        in -> MonthDay.of(in.int8(), in.int8())));
    }

    /** A zone, by its id: offsets and regions are two classes, but their ids differ. */
    static Scalar<ZoneId> zone() {
        return new Scalar<>(
                ZoneId.class, CodecNumber.ZONE, (value, out) -> out.text(value.getId()), in -> ZoneId.of(in.text()));
    }

    private static void date(LocalDate value, Sink out) {
        out.int32(value.getYear()).int8(value.getMonthValue()).int8(value.getDayOfMonth());
    }

    private static LocalDate date(Source in) {
        return LocalDate.of(in.int32(), in.int8(), in.int8());
    }

    private static void time(LocalTime value, Sink out) {
        out.int64(value.toNanoOfDay());
    }

    private static LocalTime time(Source in) {
        return LocalTime.ofNanoOfDay(in.int64());
    }

    private static void dateTime(LocalDateTime value, Sink out) {
        date(value.toLocalDate(), out);
        time(value.toLocalTime(), out);
    }

    private static LocalDateTime dateTime(Source in) {
        return LocalDateTime.of(date(in), time(in));
    }

    private static void offset(ZoneOffset value, Sink out) {
        out.int32(value.getTotalSeconds());
    }

    private static ZoneOffset offset(Source in) {
        return ZoneOffset.ofTotalSeconds(in.int32());
    }

    private static void zoned(ZonedDateTime value, Sink out) {
        dateTime(value.toLocalDateTime(), out);
        offset(value.getOffset(), out);
        out.text(value.getZone().getId());
    }

    /** The same instant; where the rules of the zone have changed since, with the local time of the new ones. */
    private static ZonedDateTime zoned(Source in) {
        LocalDateTime local = dateTime(in);
        ZoneOffset offset = offset(in);
        return ZonedDateTime.ofInstant(local, offset, ZoneId.of(in.text()));
    }

    private static int nanos(Source in) {
        int nanos = in.int32();
        if (nanos < 0 || nanos > 999_999_999) {
            throw new MalformedValueException("nanoseconds are " + nanos + ", expected 0 to 999999999");
        }
        return nanos;
    }
}
