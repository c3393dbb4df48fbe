package io.kvswarm.jcache.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Numbers, characters, booleans, ids and dates. */
final class ScalarForms {
    /**
     * Form of one final or exactly known class.
     *
     * @param <T>    the class
     * @param type   its class object
     * @param number of the layout
     * @param writer of the layout
     * @param reader of the layout
     */
    record Scalar<T>(Class<T> type, int number, BiConsumer<T, Sink> writer, Function<Source, T> reader)
            implements Form {
        @Override
        public void write(Object value, Encoder to) {
            writer.accept(type.cast(value), to.out().int8(number));
        }

        @Override
        public Object read(Decoder from) {
            return reader.apply(from.in());
        }
    }

    private ScalarForms() {}

    /** All of them whose values are equal exactly when their bytes are. */
    static List<Scalar<?>> comparable() {
        return List.of(
                new Scalar<>(Byte.class, CodecNumber.BYTE, (value, out) -> out.int8(value), in -> (byte) in.int8()),
                new Scalar<>(
                        Short.class, CodecNumber.SHORT, (value, out) -> out.int16(value), in -> (short) in.int16()),
                new Scalar<>(Character.class, CodecNumber.CHARACTER, (value, out) -> out.int16(value), in ->
                        (char) in.int16()),
                new Scalar<>(Integer.class, CodecNumber.INTEGER, (value, out) -> out.int32(value), Source::int32),
                new Scalar<>(Long.class, CodecNumber.LONG, (value, out) -> out.int64(value), Source::int64),
                // Equality of boxed floats is that of these bits: one NaN, and two zeros.
                new Scalar<>(
                        Float.class,
                        CodecNumber.FLOAT,
                        (value, out) -> out.int32(Float.floatToIntBits(value)),
                        in -> Float.intBitsToFloat(in.int32())),
                new Scalar<>(
                        Double.class,
                        CodecNumber.DOUBLE,
                        (value, out) -> out.int64(Double.doubleToLongBits(value)),
                        in -> Double.longBitsToDouble(in.int64())),
                new Scalar<>(
                        BigInteger.class,
                        CodecNumber.BIG_INTEGER,
                        (value, out) -> out.block(value.toByteArray()),
                        in -> new BigInteger(in.block())),
                // Equal decimals have equal scales.
                new Scalar<>(
                        BigDecimal.class,
                        CodecNumber.BIG_DECIMAL,
                        (value, out) -> out.int32(value.scale())
                                .block(value.unscaledValue().toByteArray()),
                        ScalarForms::decimal),
                new Scalar<>(
                        UUID.class,
                        CodecNumber.UUID,
                        (value, out) ->
                                out.int64(value.getMostSignificantBits()).int64(value.getLeastSignificantBits()),
                        in -> new UUID(in.int64(), in.int64())));
    }

    /** A date can be changed, and is equal to those of other classes. */
    @SuppressWarnings("JavaUtilDate") // What applications store.
    static Scalar<Date> date() {
        return new Scalar<>(
                Date.class, CodecNumber.DATE, (value, out) -> out.int64(value.getTime()), in -> new Date(in.int64()));
    }

    private static BigDecimal decimal(Source in) {
        int scale = in.int32();
        return new BigDecimal(new BigInteger(in.block()), scale);
    }

    /** True or false, whose number says all. */
    record Truth(boolean value) implements Form {
        @Override
        public int number() {
            return value ? CodecNumber.TRUE : CodecNumber.FALSE;
        }

        @Override
        public void write(Object written, Encoder to) {
            to.out().int8((Boolean) written ? CodecNumber.TRUE : CodecNumber.FALSE);
        }

        @Override
        public Object read(Decoder from) {
            return value;
        }
    }

    /** A string: {@link Encoder#item} writes it itself. */
    record Text(int number) implements Form {
        @Override
        public void write(Object value, Encoder to) {
            to.out().string((String) value);
        }

        @Override
        public Object read(Decoder from) {
            return number == CodecNumber.STRING ? from.in().narrow() : from.in().text();
        }
    }
}
