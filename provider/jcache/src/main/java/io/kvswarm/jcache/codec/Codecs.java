package io.kvswarm.jcache.codec;

/** How the keys and values of a cache become bytes, and bytes keys and values. Safe from any thread. */
public interface Codecs {
    /**
     * The bytes of a key: the same for every key that is equal to it.
     *
     * @throws javax.cache.CacheException if it cannot be encoded; the message names its class
     */
    byte[] encodeKey(Object key);

    /**
     * The bytes of a value.
     *
     * @throws javax.cache.CacheException if it cannot be encoded; the message names its class
     */
    byte[] encodeValue(Object value);

    /**
     * The key or value that has these bytes, a new object each time unless it is immutable.
     *
     * @throws UndecodableException if its class is missing, has changed or is not allowed, or the bytes are no value
     */
    Object decode(byte[] bytes) throws UndecodableException;

    /** True if values equal to {@code value} have its very bytes and no others do: then owners may compare. */
    boolean comparesByBytes(Object value);

    /** True if {@code value} cannot be changed and may be shared between callers. */
    boolean isImmutable(Object value);
}
