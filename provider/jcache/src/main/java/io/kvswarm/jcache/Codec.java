package io.kvswarm.jcache;

import java.io.IOException;

/**
 * How objects of some classes of an application become bytes, instead of by Java serialization. Given by configuration,
 * or found as a service ({@code META-INF/services/io.kvswarm.jcache.Codec}) by a manager's class loader. Safe from any
 * thread.
 *
 * <p>Codecs are asked before anything else, except for strings, boxed numbers, characters and booleans. What a codec
 * wrote is stored with its number and version, so a number is never given to another codec as long as there is data.
 */
public interface Codec {
    /** Smallest number an application may use. */
    int NUMBER_MIN = 192;
    /** Largest number an application may use. */
    int NUMBER_MAX = 255;

    /** Stands before everything this codec wrote: {@value #NUMBER_MIN} to {@value #NUMBER_MAX}, no two the same. */
    int number();

    /** Version of the bytes {@link #encode} makes, 0 to 255; {@link #decode} is told which one it reads. */
    int version();

    /** True if this codec does objects of exactly this class. Always the same answer for a class. */
    boolean encodes(Class<?> type);

    /** The bytes of an object. */
    byte[] encode(Object value);

    /**
     * The object that has these bytes. Whatever is thrown counts as bytes that cannot be decoded, which is a miss.
     *
     * @param version that wrote them, maybe an older or a newer one
     * @param loader  of the manager, or the one that stands in for it
     */
    Object decode(byte[] bytes, int version, ClassLoader loader) throws IOException, ClassNotFoundException;

    /** True if two objects are equal exactly when their bytes are; needed of the classes of keys. */
    default boolean isCanonical() {
        return false;
    }

    /** True if no object of this codec can be changed, so that callers may share them. */
    default boolean isImmutable() {
        return false;
    }
}
