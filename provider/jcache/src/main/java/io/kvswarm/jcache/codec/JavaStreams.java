package io.kvswarm.jcache.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;

/** Java serialization, for what has no form of its own: one stream for each object, read behind a filter. */
final class JavaStreams {
    private final ClassFilter filter;
    private final ClassFinder classes;

    JavaStreams(ClassFilter filter, ClassFinder classes) {
        this.filter = filter;
        this.classes = classes;
    }

    byte[] serialize(Object value) {
        if (!filter.allows(value.getClass())) {
            throw new UnencodableException(filter.refusal(value.getClass().getName()), null);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (NotSerializableException e) {
            throw new UnencodableException("class " + e.getMessage() + " is not Serializable", e);
        } catch (IOException e) {
            throw new UnencodableException("it cannot be serialized", e);
        }
        return bytes.toByteArray();
    }

    Object deserialize(byte[] bytes) {
        Input in = null;
        try {
            in = new Input(bytes);
            return in.readObject();
        } catch (ClassNotFoundException e) {
            throw new MalformedValueException("class " + e.getMessage() + " is missing", e);
        } catch (InvalidClassException e) {
            throw new MalformedValueException(in == null ? "a stream is refused" : in.problem(e), e);
        } catch (IOException e) {
            throw new MalformedValueException(
                    "a serialized value cannot be read: " + e.getClass().getName(), e);
        }
    }

    /** Finds classes with the manager's loader. */
    private final class Input extends ObjectInputStream {
        private String refused;

        Input(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
            setObjectInputFilter(filter.forStream(bytes.length, type -> refused = filter.refusal(type.getName())));
        }

        /** What is wrong: a refused class, a bound, or a class that has changed. */
        String problem(InvalidClassException e) {
            if (refused != null) {
                return refused;
            }
            return e.classname == null
                    ? "a serialized value is over a bound of depth, objects, array length or bytes, or is refused by"
                            + " the filter of this process"
                    : "class " + e.classname + " has changed";
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            try {
                return classes.find(described.getName());
            } catch (ClassNotFoundException e) {
                // Knows the names of primitive types.
                return super.resolveClass(described);
            }
        }

        @Override
        @SuppressWarnings("deprecation") // The only way to get the class without making an object.
        protected Class<?> resolveProxyClass(String[] interfaces) throws ClassNotFoundException {
            Class<?>[] types = new Class<?>[interfaces.length];
            for (int index = 0; index < types.length; index++) {
                types[index] = classes.find(interfaces[index]);
            }
            try {
                return Proxy.getProxyClass(types.length == 0 ? classes.loader() : types[0].getClassLoader(), types);
            } catch (IllegalArgumentException e) {
                throw new ClassNotFoundException("proxy", e);
            }
        }
    }
}
