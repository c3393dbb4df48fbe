package io.kvswarm.jcache.codec;

/** How objects of some classes are written and read. Immutable. */
interface Form {
    /** The number it writes first. */
    int number();

    /** Writes the number and the layout, or passes the object on to {@link Encoder#java} before anything is written. */
    void write(Object value, Encoder to);

    /** Reads what follows the number. */
    Object read(Decoder from);
}
