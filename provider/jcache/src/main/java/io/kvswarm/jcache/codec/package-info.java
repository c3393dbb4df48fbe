/**
 * Keys and values as bytes and back. Knows the application's class loader; knows nothing of caches or nodes.
 *
 * <p>Always true: keys that are equal have the same bytes, as far as {@link io.kvswarm.jcache.codec.Codecs} says so; a
 * value comes back with the class, order and comparator it was put with. Safe from any thread, never on one that does
 * network or disk.
 */
package io.kvswarm.jcache.codec;
