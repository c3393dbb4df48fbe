package io.kvswarm.jcache.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.jcache.Codec;
import io.kvswarm.jcache.codec.Samples.Point;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: an application's codecs come before everything else, and their failures are misses. */
final class ApplicationCodecTest {
    /** Writes points as two bytes. */
    private record PointCodec(int number, int version) implements Codec {
        @Override
        public boolean encodes(Class<?> type) {
            return type == Point.class || type == String.class;
        }

        @Override
        public byte[] encode(Object value) {
            Point point = (Point) value;
            return new byte[] {(byte) point.x(), point.y().byteValue()};
        }

        @Override
        public Object decode(byte[] bytes, int from, ClassLoader loader) throws IOException {
            if (from != 1) {
                throw new IOException("version " + from);
            }
            return new Point(bytes[0], (int) bytes[1]);
        }

        @Override
        public boolean isCanonical() {
            return true;
        }

        @Override
        public boolean isImmutable() {
            return true;
        }
    }

    private static Codecs codecs(Codec... codecs) {
        return JdkCodecs.of(
                ApplicationCodecTest.class.getClassLoader(), CodecSettings.DEFAULT.withCodecs(List.of(codecs)));
    }

    @Test
    void itsBytesAreFramedWithItsNumberAndVersion() throws UndecodableException {
        Codecs codecs = codecs(new PointCodec(200, 1));
        byte[] bytes = codecs.encodeValue(new Point(3, 4));
        assertEquals("c80101020304", HexFormat.of().formatHex(bytes));
        assertArrayEquals(bytes, codecs.encodeKey(new Point(3, 4)));
        assertEquals(new Point(3, 4), codecs.decode(bytes));
        List<Point> list = new ArrayList<>(List.of(new Point(5, 6)));
        assertEquals(list, codecs.decode(codecs.encodeValue(list)));
        assertEquals("a", codecs.decode(codecs.encodeValue("a")));
        assertTrue(codecs.comparesByBytes(new Point(1, 2)));
        assertTrue(codecs.isImmutable(new Point(1, 2)));
        assertFalse(codecs().comparesByBytes(new Point(1, 2)));
    }

    @Test
    void whatItCannotReadIsUndecodable() {
        byte[] bytes = codecs(new PointCodec(200, 2)).encodeValue(new Point(3, 4));
        Codecs codecs = codecs(new PointCodec(200, 1));
        UndecodableException e = assertThrows(UndecodableException.class, () -> codecs.decode(bytes));
        assertEquals("codec 200 cannot read it", e.getMessage());
        e = assertThrows(UndecodableException.class, () -> codecs.decode(new byte[] {(byte) 200, 1, 1, 1, 1}));
        assertEquals("it cannot be made again: java.lang.ArrayIndexOutOfBoundsException", e.getMessage());
    }

    /** Found as a service. */
    public static final class Found implements Codec {
        @Override
        public int number() {
            return 255;
        }

        @Override
        public int version() {
            return 0;
        }

        @Override
        public boolean encodes(Class<?> type) {
            return type == AtomicLong.class;
        }

        @Override
        public byte[] encode(Object value) {
            return new byte[0];
        }

        @Override
        public Object decode(byte[] bytes, int from, ClassLoader loader) {
            return new AtomicLong();
        }
    }

    @Test
    void codecsAreFoundAsServices(@TempDir Path directory) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Path file = services.resolve(Codec.class.getName());
        Files.writeString(file, Found.class.getName());
        URL[] place = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(place, getClass().getClassLoader())) {
            byte[] bytes = JdkCodecs.of(loader, CodecSettings.DEFAULT).encodeValue(new AtomicLong(1));
            assertEquals("ff010000", HexFormat.of().formatHex(bytes));
        }
        Files.writeString(file, "no.such.Codec");
        try (URLClassLoader loader = new URLClassLoader(place, getClass().getClassLoader())) {
            CacheException e = assertThrows(CacheException.class, () -> JdkCodecs.of(loader, CodecSettings.DEFAULT));
            assertEquals(
                    "a codec found as a service cannot be used: io.kvswarm.jcache.Codec: Provider no.such.Codec not"
                            + " found",
                    e.getMessage());
        }
    }

    @Test
    void numbersAndVersionsAreChecked() {
        assertEquals(
                "the number of codec " + PointCodec.class.getName() + " is 191, expected 192 to 255",
                assertThrows(IllegalArgumentException.class, () -> codecs(new PointCodec(191, 1)))
                        .getMessage());
        assertEquals(
                "the version of codec " + PointCodec.class.getName() + " is 256, expected 0 to 255",
                assertThrows(IllegalArgumentException.class, () -> codecs(new PointCodec(192, 256)))
                        .getMessage());
        assertEquals(
                "codec " + PointCodec.class.getName() + " has number 192, which another one has too",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> codecs(new PointCodec(192, 1), new PointCodec(192, 2)))
                        .getMessage());
    }
}
