package io.kvswarm.jcache.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.jcache.codec.RoundTripTest.Plain;
import io.kvswarm.jcache.codec.Samples.Color;
import io.kvswarm.jcache.codec.Samples.Point;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;

/** Goal: no stored bytes make a class that runs code, or more objects than allowed. */
final class ClassFilterTest {
    private final Codecs open = Samples.codecs();

    @Test
    void dangerousClassesAreRefusedBothWays() throws IOException {
        String refusal = "class java.util.logging.Level is one of those that can run code while they are read; it is"
                + " never made of stored bytes";
        assertEquals(refusal, problem(open, stream(Level.INFO)));
        assertEquals(refusal, problem(open, stream(new ArrayList<>(List.of(1, Level.INFO)))));
        assertEquals(refusal, problem(open, stream(new Level[1])));
        CacheException e = assertThrows(CacheException.class, () -> open.encodeValue(Level.INFO));
        assertEquals("cannot encode a value of class java.util.logging.Level: " + refusal, e.getMessage());
    }

    @Test
    void knownGadgetsAreDangerousAndOrdinaryClassesAreNot() {
        ClassFilter filter = new ClassFilter(CodecSettings.DEFAULT);
        for (String name : List.of(
                "org.apache.commons.collections.functors.InvokerTransformer",
                "org.apache.commons.collections4.functors.InstantiateTransformer",
                "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
                "org.codehaus.groovy.runtime.MethodClosure",
                "org.springframework.beans.factory.support.DefaultListableBeanFactory",
                "java.rmi.server.UnicastRemoteObject",
                "javax.naming.InitialContext",
                "com.mchange.v2.c3p0.PoolBackedDataSource",
                "sun.reflect.annotation.AnnotationInvocationHandler")) {
            assertTrue(filter.refusal(name).endsWith("it is never made of stored bytes"), name);
        }
        for (Class<?> type :
                List.of(String.class, int[].class, Plain.class, java.net.URI.class, Thread.State[].class)) {
            assertEquals(type != Thread.State[].class, filter.allows(type), type.getName());
        }
        assertEquals(
                "class org.springframework.cache.support.NullValue is not allowed; add it to allowed-classes",
                filter.refusal("org.springframework.cache.support.NullValue"));
    }

    @Test
    void anAllowListLeavesOnlyItsClassesAndTheJdks() throws Exception {
        byte[] plain = open.encodeValue(new Plain(1));
        byte[] point = open.encodeValue(new Point(1, 2));
        byte[] color = open.encodeValue(Color.RED);
        Codecs strict = allowing("com.acme.**");
        assertEquals(notAllowed(Plain.class), problem(strict, plain));
        assertEquals(notAllowed(Point.class), problem(strict, point));
        assertEquals(notAllowed(Color.class), problem(strict, color));
        assertEquals(new HashSet<>(List.of(1)), strict.decode(open.encodeValue(new HashSet<>(List.of(1)))));
        for (String pattern : List.of(
                "io.kvswarm.**",
                "io.kvswarm.jcache.codec.*",
                "io.kvswarm.jcache.codec.RoundTripTest",
                Plain.class.getName())) {
            assertEquals(new Plain(1), allowing(pattern).decode(plain), pattern);
        }
        for (String pattern : List.of("io.kvswarm.*", "io.kvswarm.jcache.codec.Round", "io.kvswarm.jcache.code.**")) {
            assertEquals(notAllowed(Plain.class), problem(allowing(pattern), plain), pattern);
        }
    }

    @Test
    void depthObjectsAndArraysHaveBounds() throws Exception {
        Object deep = new Plain(1);
        for (int depth = 0; depth < 300; depth++) {
            deep = new ArrayList<>(List.of(deep));
        }
        byte[] bytes = stream(deep);
        String bound = "a serialized value is over a bound of depth, objects, array length or bytes, or is refused by"
                + " the filter of this process";
        assertEquals(bound, problem(open, bytes));
        Set<Object> many = new HashSet<>();
        for (int number = 0; number < 100; number++) {
            many.add(new Plain(number));
        }
        CodecSettings few = new CodecSettings(List.of(), List.of(), 256, 50, 1 << 20);
        assertEquals(bound, problem(JdkCodecs.of(getClass().getClassLoader(), few), stream(many)));
        byte[] array = stream(new ArrayList<>(List.of(new byte[0])));
        // The length of the array stands in its last four bytes but one.
        array[array.length - 5] = 0x7f;
        assertEquals(bound, problem(open, array));
    }

    @Test
    void valuesHaveABound() {
        CodecSettings small = new CodecSettings(List.of(), List.of(), 256, 50, 1024);
        Codecs codecs = JdkCodecs.of(getClass().getClassLoader(), small);
        for (Object value : List.of("x".repeat(1100), new byte[1100], new Plain[1100])) {
            CacheException e = assertThrows(CacheException.class, () -> codecs.encodeValue(value));
            assertTrue(
                    e.getMessage().matches("cannot encode a value of class .*: takes more than 102[34] bytes"),
                    e.getMessage());
        }
    }

    @Test
    void settingsAreChecked() {
        assertEquals(
                "allowed has com.*.acme, expected a.b.C, a.b.* or a.b.**",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> CodecSettings.DEFAULT.withAllowed(List.of("com.*.acme")))
                        .getMessage());
        assertEquals(
                "depthMax is 0, expected 1 to 2000",
                assertThrows(IllegalArgumentException.class, () -> new CodecSettings(List.of(), List.of(), 0, 1, 1024))
                        .getMessage());
        assertFalse(CodecSettings.DEFAULT.withAllowed(List.of("a.B")).allowed().isEmpty());
    }

    private static Codecs allowing(String pattern) {
        return JdkCodecs.of(
                ClassFilterTest.class.getClassLoader(), CodecSettings.DEFAULT.withAllowed(List.of(pattern)));
    }

    private static String notAllowed(Class<?> type) {
        return "class " + type.getName() + " is not allowed; add it to allowed-classes";
    }

    private static String problem(Codecs codecs, byte[] bytes) {
        return assertThrows(UndecodableException.class, () -> codecs.decode(bytes))
                .getMessage();
    }

    /** A value as somebody else would serialize it. */
    private static byte[] stream(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return new Sink(1 << 20)
                .int8(CodecNumber.JAVA)
                .int8(CodecNumber.VERSION)
                .block(bytes.toByteArray())
                .toBytes();
    }
}
