package io.kvswarm.jcache.codec;

import io.kvswarm.jcache.Codec;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.cache.CacheException;

/**
 * The codecs of a manager: forms of the application's {@link Codec}s, compact ones for the classes of the JDK, for
 * enums and records, and Java serialization behind a filter for the rest.
 *
 * <p>What comes back: the class, the order and the comparator of a value, and not the identity of parts that were one
 * object twice in a compact value. A value is compact if all its parts are; else it is one stream of Java
 * serialization, if it can be, so that its parts are shared as they were.
 *
 * <p>Keys that are equal have equal bytes: strings, numbers and the other classes of {@link #comparesByBytes}; lists,
 * sets, maps and entries of any class of the JDK, and of those that take over its {@code equals}; records with the
 * {@code equals} of the language; of any of these, nested. Arrays are equal by content, unlike in Java. These keys are
 * equal only if they serialize alike: those of other classes with an {@code equals} of their own, also collections; and
 * records with an {@code equals} of their own are equal by their components. Sets and maps that compare by a comparator
 * that is not consistent with {@code equals} are equal by their elements.
 */
public final class JdkCodecs implements Codecs {
    /** Longest key a swarm takes. */
    private static final int KEY_BYTES_MAX = 1 << 16;

    private static final int LONG_BYTES = 10;

    private final Forms forms;
    private final Immutability immutability;

    private JdkCodecs(Forms forms) {
        this.forms = forms;
        this.immutability = new Immutability(forms);
    }

    /**
     * Codecs that make classes of a loader, which they do not keep alive.
     *
     * @throws CacheException if a codec found as a service cannot be used
     */
    public static Codecs of(ClassLoader loader, CodecSettings settings) {
        CodecSettings all = withServices(loader, settings);
        ClassFilter filter = new ClassFilter(all);
        ClassFinder classes = new ClassFinder(loader, filter);
        return new JdkCodecs(new Forms(all, classes, new JavaStreams(filter, classes)));
    }

    @Override
    public byte[] encodeKey(Object key) {
        byte[] bytes = encode(key, true);
        if (bytes.length > KEY_BYTES_MAX) {
            throw new CacheException(
                    "cannot encode a key of class " + key.getClass().getName() + ": it takes " + bytes.length
                            + " bytes, expected at most " + KEY_BYTES_MAX);
        }
        return bytes;
    }

    @Override
    public byte[] encodeValue(Object value) {
        return encode(value, false);
    }

    @Override
    public Object decode(byte[] bytes) throws UndecodableException {
        String text = Texts.unframe(bytes);
        if (text != null) {
            return text;
        }
        if (bytes.length == LONG_BYTES && bytes[0] == CodecNumber.LONG && bytes[1] == CodecNumber.VERSION) {
            return unframe(bytes);
        }
        try {
            Source in = new Source(bytes);
            int number = in.uint8();
            int version = in.uint8();
            if (version != CodecNumber.VERSION || number == CodecNumber.NULL) {
                throw new MalformedValueException(
                        "number " + number + " in version " + version + " is not one of this version");
            }
            Object value = new Decoder(forms, in).value(number);
            in.end();
            return value;
        } catch (MalformedValueException e) {
            throw new UndecodableException(e.getMessage(), e.getCause());
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // Thrown by classes of the application, maybe with a value in its message.
            throw new UndecodableException(
                    "it cannot be made again: " + e.getClass().getName(), null);
        }
    }

    @Override
    public boolean comparesByBytes(Object value) {
        Codec codec = forms.codec(value.getClass());
        return codec == null ? Forms.isComparable(value.getClass()) : codec.isCanonical();
    }

    @Override
    public boolean isImmutable(Object value) {
        return immutability.isImmutable(value);
    }

    private byte[] encode(Object value, boolean isKey) {
        Objects.requireNonNull(value, isKey ? "key" : "value");
        if (value instanceof String text) {
            byte[] bytes = Texts.frame(text);
            if (bytes != null && bytes.length <= forms.settings().bytesMax()) {
                return bytes;
            }
        } else if (value instanceof Long number) {
            return frame(number);
        }
        try {
            return isKey ? framed(value, Encoder.Mode.KEY) : encodeValueOf(value);
        } catch (UnencodableException e) {
            throw new CacheException(what(value, isKey) + e.getMessage(), e.getCause());
        } catch (RuntimeException | StackOverflowError e) {
            throw new CacheException(
                    what(value, isKey) + "it fails with " + e.getClass().getName(), e);
        }
    }

    private byte[] encodeValueOf(Object value) {
        try {
            return framed(value, Encoder.Mode.COMPACT);
        } catch (UnencodableException e) {
            if (e != UnencodableException.NOT_COMPACT) {
                throw e;
            }
        }
        try {
            byte[] stream = forms.java().serialize(value);
            return frameOf(CodecNumber.JAVA).block(stream).toBytes();
        } catch (UnencodableException e) {
            if (!(e.getCause() instanceof NotSerializableException)) {
                throw e;
            }
        }
        return framed(value, Encoder.Mode.MIXED);
    }

    /** As an item, but with the version behind the number. */
    private byte[] framed(Object value, Encoder.Mode mode) {
        Sink item = new Sink(forms.settings().bytesMax() - 1);
        new Encoder(forms, mode, item).item(value);
        return item.toFrame(CodecNumber.VERSION);
    }

    private Sink frameOf(int number) {
        return new Sink(forms.settings().bytesMax()).int8(number).int8(CodecNumber.VERSION);
    }

    private static byte[] frame(long number) {
        byte[] bytes = new byte[LONG_BYTES];
        bytes[0] = CodecNumber.LONG;
        bytes[1] = CodecNumber.VERSION;
        for (int index = 0; index < Long.BYTES; index++) {
            bytes[2 + index] = (byte) (number >>> (56 - 8 * index));
        }
        return bytes;
    }

    private static long unframe(byte[] bytes) {
        long number = 0;
        for (int index = 2; index < LONG_BYTES; index++) {
            number = (number << 8) | (bytes[index] & 0xff);
        }
        return number;
    }

    private static String what(Object value, boolean isKey) {
        return "cannot encode a " + (isKey ? "key" : "value") + " of class "
                + value.getClass().getName() + ": ";
    }

    private static CodecSettings withServices(ClassLoader loader, CodecSettings settings) {
        List<Codec> codecs = new ArrayList<>(settings.codecs());
        try {
            for (Codec found : ServiceLoader.load(Codec.class, loader)) {
                if (codecs.stream().noneMatch(known -> known.getClass() == found.getClass())) {
                    codecs.add(found);
                }
            }
            return settings.withCodecs(codecs);
        } catch (ServiceConfigurationError | IllegalArgumentException e) {
            throw new CacheException("a codec found as a service cannot be used: " + e.getMessage(), e);
        }
    }
}
