package io.kvswarm.jcache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: values are made of the manager's classes, whoever wrote them, and classes that are missing or have changed are
 * no exceptions to the caller. Method: classes of one name compiled in several shapes, each behind a loader of its own.
 */
final class ClassLoadingTest {
    private static final String POINT = "public record Point(int x, int y) {}";
    private static final String COLOR = "public enum Color { RED, GREEN }";
    private static final String PLAIN = "public class Plain implements java.io.Serializable { public int number = 7; }";

    private final AtomicInteger directories = new AtomicInteger();

    @TempDir
    private Path directory;

    @Test
    void valuesOfAnotherLoaderAreMadeOfTheManagersClasses() throws Exception {
        ClassLoader one = loader(POINT, COLOR, PLAIN);
        ClassLoader two = loader(POINT, COLOR, PLAIN);
        for (Object value : List.of(point(one), color(one), plain(one))) {
            Class<?> wanted = two.loadClass(value.getClass().getName());
            assertNotSame(value.getClass(), wanted);
            byte[] bytes = codecs(one).encodeValue(value);
            assertSame(wanted, codecs(two).decode(bytes).getClass());
            assertSame(value.getClass(), codecs(one).decode(bytes).getClass());
        }
    }

    @Test
    void classesThatTheManagersLoaderLacksAreTakenFromTheThread() throws Exception {
        ClassLoader one = loader(POINT);
        byte[] bytes = codecs(one).encodeValue(point(one));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Codecs codecs = codecs(loader());
        try {
            thread.setContextClassLoader(one);
            assertEquals(point(one), codecs.decode(bytes));
        } finally {
            thread.setContextClassLoader(before);
        }
        assertEquals("class Point is missing", problem(codecs, bytes));
    }

    @Test
    void missingClassesAreUndecodable() throws Exception {
        ClassLoader one = loader(POINT, COLOR, PLAIN);
        Codecs codecs = codecs(loader());
        assertEquals("class Point is missing", problem(codecs, codecs(one).encodeValue(point(one))));
        assertEquals("class Color is missing", problem(codecs, codecs(one).encodeValue(color(one))));
        assertEquals("class Plain is missing", problem(codecs, codecs(one).encodeValue(plain(one))));
    }

    @Test
    void changedClassesAreUndecodable() throws Exception {
        ClassLoader one = loader(POINT, COLOR, PLAIN);
        Codecs codecs = codecs(loader(
                "public record Point(long x, int y) {}",
                "public enum Color { GREEN }",
                PLAIN.replace("int number", "long number")));
        assertEquals(
                "record Point has changed its components",
                problem(codecs, codecs(one).encodeValue(point(one))));
        assertEquals(
                "enum Color has lost a constant", problem(codecs, codecs(one).encodeValue(color(one))));
        assertEquals("class Plain has changed", problem(codecs, codecs(one).encodeValue(plain(one))));
        Codecs others = codecs(loader("public class Point {}", "public class Color {}"));
        assertEquals(
                "class Point is no record that can be made here",
                problem(others, codecs(one).encodeValue(point(one))));
        assertEquals(
                "class Color is no enum any more", problem(others, codecs(one).encodeValue(color(one))));
        Codecs strict = codecs(loader("public record Point(int x, int y) { public Point {"
                + " throw new IllegalArgumentException(\"x is \" + x); } }"));
        assertEquals(
                "record Point refuses its components",
                problem(strict, codecs(one).encodeValue(point(one))));
    }

    @Test
    void constantsMayBeAddedAndReordered() throws Exception {
        ClassLoader one = loader(COLOR);
        Codecs codecs = codecs(loader("public enum Color { GREEN, BLUE, RED }"));
        assertEquals("RED", codecs.decode(codecs(one).encodeValue(color(one))).toString());
    }

    @Test
    void codecsDoNotKeepALoaderAlive() throws Exception {
        ClassLoader one = loader(POINT);
        ClassFinder finder = new ClassFinder(one, new ClassFilter(CodecSettings.DEFAULT));
        assertSame(one, finder.allowed("Point").getClassLoader());
        for (var field : ClassFinder.class.getDeclaredFields()) {
            assertTrue(
                    field.getType() != ClassLoader.class && field.getType() != Class.class, () -> field + " is strong");
        }
    }

    private static Codecs codecs(ClassLoader loader) {
        return JdkCodecs.of(loader, CodecSettings.DEFAULT);
    }

    private static String problem(Codecs codecs, byte[] bytes) {
        return assertThrows(UndecodableException.class, () -> codecs.decode(bytes))
                .getMessage();
    }

    private static Object point(ClassLoader loader) throws ReflectiveOperationException {
        Constructor<?> constructor = loader.loadClass("Point").getConstructor(int.class, int.class);
        return constructor.newInstance(1, 2);
    }

    private static Object color(ClassLoader loader) throws ReflectiveOperationException {
        return loader.loadClass("Color").getField("RED").get(null);
    }

    private static Object plain(ClassLoader loader) throws ReflectiveOperationException {
        return loader.loadClass("Plain").getConstructor().newInstance();
    }

    /** A loader of these classes, compiled by themselves. */
    private ClassLoader loader(String... sources) {
        Path place = directory.resolve("d" + directories.incrementAndGet());
        try {
            Files.createDirectories(place);
            for (String source : sources) {
                String name = source.replaceAll("public (record|enum|class) (\\w+).*", "$2");
                Path file = Files.writeString(place.resolve(name + ".java"), source);
                int result = ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", place.toString(), file.toString());
                assertEquals(0, result);
            }
            return new URLClassLoader(new URL[] {place.toUri().toURL()}, ClassLoadingTest.class.getClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
