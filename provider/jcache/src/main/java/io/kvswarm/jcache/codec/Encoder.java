package io.kvswarm.jcache.codec;

/** Writes one key or value. Not shared between threads. */
final class Encoder {
    /** What to do with a part that has no compact form. */
    enum Mode {
        /** Give up with {@link UnencodableException#NOT_COMPACT}: the whole is better serialized in one stream. */
        COMPACT,
        /** Serialize the part. */
        MIXED,
        /** The same, and write what is equal with the same bytes. */
        KEY
    }

    private final Forms forms;
    private final Mode mode;
    private final Sink out;
    private int depth;

    Encoder(Forms forms, Mode mode, Sink out) {
        this.forms = forms;
        this.mode = mode;
        this.out = out;
    }

    Sink out() {
        return out;
    }

    boolean isKey() {
        return mode == Mode.KEY;
    }

    /** Writes a number and its layout. */
    void item(Object value) {
        if (value == null) {
            out.int8(CodecNumber.NULL);
        } else if (value instanceof String text) {
            out.string(text);
        } else {
            if (++depth > forms.settings().depthMax()) {
                throw tooDeep();
            }
            forms.of(value.getClass(), isKey()).write(value, this);
            depth--;
        }
    }

    /** The bytes of an item by themselves. */
    byte[] apart(Object value) {
        Encoder other = new Encoder(forms, mode, new Sink(forms.settings().bytesMax()));
        other.depth = depth;
        other.item(value);
        return other.out.toBytes();
    }

    /** Writes an object as a stream of Java serialization. */
    void java(Object value) {
        if (mode == Mode.COMPACT) {
            throw UnencodableException.NOT_COMPACT;
        }
        out.int8(CodecNumber.JAVA).block(forms.java().serialize(value));
    }

    private UnencodableException tooDeep() {
        return mode == Mode.COMPACT
                ? UnencodableException.NOT_COMPACT
                : new UnencodableException(
                        "objects lie in one another deeper than "
                                + forms.settings().depthMax(),
                        null);
    }
}
