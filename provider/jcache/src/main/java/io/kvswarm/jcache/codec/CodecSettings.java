package io.kvswarm.jcache.codec;

import io.kvswarm.jcache.Codec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings of the codecs of a manager.
 *
 * @param allowed       which classes may be made of stored bytes, besides those of the JDK: a class ({@code a.b.C}), a
 *     package ({@code a.b.*}) or a package with those below it ({@code a.b.**}); empty for all but those known to be
 *     dangerous
 * @param codecs        of the application, besides those found as services
 * @param depthMax      how deep objects may lie in one another; 1 to 2,000
 * @param referencesMax how many objects a serialized value may have; 1 or more
 * @param bytesMax      longest value, encoded; 1,024 to 67,108,864
 */
public record CodecSettings(List<String> allowed, List<Codec> codecs, int depthMax, long referencesMax, int bytesMax) {
    /** All but dangerous classes, 256 deep, ten million objects, 64 MiB. */
    public static final CodecSettings DEFAULT = new CodecSettings(List.of(), List.of(), 256, 10_000_000, 64 << 20);

    /** Longest value a swarm takes. */
    private static final int VALUE_BYTES_MAX = 64 << 20;

    private static final Pattern ALLOWED =
            Pattern.compile("[\\w$]+(\\.[\\w$]+)*(\\.\\*\\*?)?", Pattern.UNICODE_CHARACTER_CLASS);

    /** Checks every range, and that no two codecs have one number. */
    public CodecSettings {
        allowed = List.copyOf(allowed);
        codecs = List.copyOf(codecs);
        for (String pattern : allowed) {
            if (!ALLOWED.matcher(pattern).matches()) {
                throw new IllegalArgumentException("allowed has " + pattern + ", expected a.b.C, a.b.* or a.b.**");
            }
        }
        Set<Integer> numbers = new HashSet<>();
        for (Codec codec : codecs) {
            if (codec.number() < Codec.NUMBER_MIN || codec.number() > Codec.NUMBER_MAX) {
                throw new IllegalArgumentException(
                        "the number of codec " + codec.getClass().getName() + " is " + codec.number() + ", expected "
                                + Codec.NUMBER_MIN + " to " + Codec.NUMBER_MAX);
            }
            if (codec.version() < 0 || codec.version() > 255) {
                throw new IllegalArgumentException("the version of codec "
                        + codec.getClass().getName() + " is " + codec.version() + ", expected 0 to 255");
            }
            if (!numbers.add(codec.number())) {
                throw new IllegalArgumentException("codec " + codec.getClass().getName() + " has number "
                        + codec.number() + ", which another one has too");
            }
        }
        between("depthMax", depthMax, 1, 2000);
        between("referencesMax", referencesMax, 1, Long.MAX_VALUE);
        between("bytesMax", bytesMax, 1024, VALUE_BYTES_MAX);
    }

    /** The same with these classes allowed, and no others but those of the JDK. */
    public CodecSettings withAllowed(List<String> newAllowed) {
        return new CodecSettings(newAllowed, codecs, depthMax, referencesMax, bytesMax);
    }

    /** The same with these codecs of the application. */
    public CodecSettings withCodecs(List<Codec> newCodecs) {
        return new CodecSettings(allowed, newCodecs, depthMax, referencesMax, bytesMax);
    }

    private static void between(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + min + " to " + max);
        }
    }
}
