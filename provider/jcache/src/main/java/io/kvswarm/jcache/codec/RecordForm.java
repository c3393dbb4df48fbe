package io.kvswarm.jcache.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Records, component by component, made by their constructor again. */
final class RecordForm implements Form {
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    /** What is known of a record class; without fields and constructor if it does not let us at them. */
    private record Shape(Field[] fields, Constructor<?> constructor, int fingerprint) {
        private static final Shape CLOSED = new Shape(null, null, 0);

        static Shape of(Class<?> type) {
            try {
                RecordComponent[] components = type.getRecordComponents();
                Field[] fields = new Field[components.length];
                for (int index = 0; index < fields.length; index++) {
                    fields[index] = type.getDeclaredField(components[index].getName());
                    fields[index].setAccessible(true);
                }
                Class<?>[] types =
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return replacesItself(type) ? CLOSED : new Shape(fields, constructor, fingerprint(components));
            } catch (NoSuchFieldException | NoSuchMethodException | InaccessibleObjectException e) {
                return CLOSED;
            }
        }

        private static boolean replacesItself(Class<?> type) {
            return Arrays.stream(type.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals("writeReplace") && method.getParameterCount() == 0);
        }

        private static int fingerprint(RecordComponent[] components) {
            CRC32C sum = new CRC32C();
            for (RecordComponent component : components) {
                String text = component.getName() + ' ' + component.getType().getName() + '\n';
                sum.update(text.getBytes(StandardCharsets.UTF_8));
            }
            return (int) sum.getValue();
        }
    }

    @Override
    public int number() {
        return CodecNumber.RECORD;
    }

    @Override
    public void write(Object value, Encoder to) {
        Shape shape = SHAPES.get(value.getClass());
        if (shape == Shape.CLOSED) {
            to.java(value);
            return;
        }
        to.out().int8(number()).text(value.getClass().getName()).int32(shape.fingerprint());
        for (Field field : shape.fields()) {
            to.item(component(field, value));
        }
    }

    @Override
    public Object read(Decoder from) {
        Class<?> type = from.type();
        Shape shape = type.isRecord() ? SHAPES.get(type) : Shape.CLOSED;
        if (shape == Shape.CLOSED) {
            throw new MalformedValueException("class " + type.getName() + " is no record that can be made here");
        }
        if (from.in().int32() != shape.fingerprint()) {
            throw new MalformedValueException("record " + type.getName() + " has changed its components");
        }
        Object[] components = new Object[shape.fields().length];
        for (int index = 0; index < components.length; index++) {
            components[index] = from.item();
        }
        try {
            return shape.constructor().newInstance(components);
        } catch (ReflectiveOperationException e) {
            // What the constructor says of a value is not passed on.
            throw new MalformedValueException("record " + type.getName() + " refuses its components");
        }
    }

    /** What a record is made of; null if it does not let us see it. */
    static Object[] components(Object value) {
        Shape shape = SHAPES.get(value.getClass());
        return shape == Shape.CLOSED
                ? null
                : Arrays.stream(shape.fields())
                        .map(field -> component(field, value))
                        .toArray();
    }

    private static Object component(Field field, Object value) {
        try {
            return field.get(value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("field " + field + " was made accessible", e);
        }
    }
}
