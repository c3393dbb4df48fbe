package io.kvswarm.jcache.codec;

/** Reads one key or value. Not shared between threads. */
final class Decoder {
    private final Forms forms;
    private final Source in;
    private int depth;

    Decoder(Forms forms, Source in) {
        this.forms = forms;
        this.in = in;
    }

    Source in() {
        return in;
    }

    /** A class that the bytes name. */
    Class<?> type() {
        return forms.classes().allowed(in.text());
    }

    /** The next item, its number included. */
    Object item() {
        int number = in.uint8();
        return number == CodecNumber.NULL ? null : value(number);
    }

    /** What follows a number. */
    Object value(int number) {
        if (++depth > forms.settings().depthMax()) {
            throw new MalformedValueException(
                    "values lie in one another deeper than " + forms.settings().depthMax());
        }
        Object value = forms.numbered(number).read(this);
        depth--;
        return value;
    }

    /** An object of a stream of Java serialization. */
    Object serialized() {
        return forms.java().deserialize(in.block());
    }

    /** For codecs of the application. */
    ClassLoader loader() {
        return forms.classes().loader();
    }

    /** So many items. */
    Object[] items() {
        Object[] items = new Object[in.count(1)];
        for (int index = 0; index < items.length; index++) {
            items[index] = item();
        }
        return items;
    }

    /** So many texts. */
    String[] texts() {
        String[] texts = new String[in.count(1)];
        for (int index = 0; index < texts.length; index++) {
            texts[index] = in.text();
        }
        return texts;
    }
}
