package io.kvswarm.jcache.codec;

import io.kvswarm.jcache.codec.ScalarForms.Scalar;
import java.lang.reflect.Array;
import java.util.BitSet;
import java.util.List;

/** Arrays and bit sets. */
final class ArrayForms {
    private ArrayForms() {}

    /** Arrays of primitives, and bit sets. */
    static List<Scalar<?>> primitive() {
        return List.of(
                new Scalar<>(byte[].class, CodecNumber.BYTES, (value, out) -> out.block(value), Source::block),
                new Scalar<>(boolean[].class, CodecNumber.BOOLEANS, ArrayForms::write, ArrayForms::booleans),
                new Scalar<>(char[].class, CodecNumber.CHARS, ArrayForms::write, ArrayForms::chars),
                new Scalar<>(short[].class, CodecNumber.SHORTS, ArrayForms::write, ArrayForms::shorts),
                new Scalar<>(int[].class, CodecNumber.INTS, ArrayForms::write, ArrayForms::ints),
                new Scalar<>(long[].class, CodecNumber.LONGS, ArrayForms::write, ArrayForms::longs),
                new Scalar<>(float[].class, CodecNumber.FLOATS, ArrayForms::write, ArrayForms::floats),
                new Scalar<>(double[].class, CodecNumber.DOUBLES, ArrayForms::write, ArrayForms::doubles),
                new Scalar<>(
                        BitSet.class,
                        CodecNumber.BIT_SET,
                        (value, out) -> write(value.toLongArray(), out),
                        in -> BitSet.valueOf(longs(in))));
    }

    private static void write(boolean[] values, Sink out) {
        out.count(values.length);
        for (boolean value : values) {
            out.int8(value ? 1 : 0);
        }
    }

    private static void write(char[] values, Sink out) {
        out.count(values.length);
        for (char value : values) {
            out.int16(value);
        }
    }

    private static void write(short[] values, Sink out) {
        out.count(values.length);
        for (short value : values) {
            out.int16(value);
        }
    }

    private static void write(int[] values, Sink out) {
        out.count(values.length);
        for (int value : values) {
            out.int32(value);
        }
    }

    private static void write(long[] values, Sink out) {
        out.count(values.length);
        for (long value : values) {
            out.int64(value);
        }
    }

    private static void write(float[] values, Sink out) {
        out.count(values.length);
        for (float value : values) {
            out.int32(Float.floatToIntBits(value));
        }
    }

    private static void write(double[] values, Sink out) {
        out.count(values.length);
        for (double value : values) {
            out.int64(Double.doubleToLongBits(value));
        }
    }

    private static boolean[] booleans(Source in) {
        boolean[] values = new boolean[in.count(1)];
        for (int index = 0; index < values.length; index++) {
            values[index] = in.int8() != 0;
        }
        return values;
    }

    private static char[] chars(Source in) {
        char[] values = new char[in.count(Character.BYTES)];
        for (int index = 0; index < values.length; index++) {
            values[index] = (char) in.int16();
        }
        return values;
    }

    private static short[] shorts(Source in) {
        short[] values = new short[in.count(Short.BYTES)];
        for (int index = 0; index < values.length; index++) {
            values[index] = (short) in.int16();
        }
        return values;
    }

    private static int[] ints(Source in) {
        int[] values = new int[in.count(Integer.BYTES)];
        for (int index = 0; index < values.length; index++) {
            values[index] = in.int32();
        }
        return values;
    }

    private static long[] longs(Source in) {
        long[] values = new long[in.count(Long.BYTES)];
        for (int index = 0; index < values.length; index++) {
            values[index] = in.int64();
        }
        return values;
    }

    private static float[] floats(Source in) {
        float[] values = new float[in.count(Float.BYTES)];
        for (int index = 0; index < values.length; index++) {
            values[index] = Float.intBitsToFloat(in.int32());
        }
        return values;
    }

    private static double[] doubles(Source in) {
        double[] values = new double[in.count(Double.BYTES)];
        for (int index = 0; index < values.length; index++) {
            values[index] = Double.longBitsToDouble(in.int64());
        }
        return values;
    }

    /** An array of objects, with the class of its elements. */
    record Objects() implements Form {
        @Override
        public int number() {
            return CodecNumber.OBJECTS;
        }

        @Override
        public void write(Object value, Encoder to) {
            Object[] array = (Object[]) value;
            to.out()
                    .int8(number())
                    .text(array.getClass().getComponentType().getName())
                    .count(array.length);
            for (Object item : array) {
                to.item(item);
            }
        }

        @Override
        public Object read(Decoder from) {
            Class<?> component = from.type();
            Object[] items = from.items();
            Object array = Array.newInstance(component, items.length);
            System.arraycopy(items, 0, array, 0, items.length);
            return array;
        }
    }
}
