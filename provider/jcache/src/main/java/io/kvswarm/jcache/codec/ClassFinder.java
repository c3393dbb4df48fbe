package io.kvswarm.jcache.codec;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds classes by name: with the manager's class loader, then with that of the calling thread, then with this
 * library's. Keeps none of them alive. Safe from any thread.
 */
final class ClassFinder {
    private static final int KEPT_MAX = 4096;

    private final WeakReference<ClassLoader> manager;
    private final ClassFilter filter;
    private final Map<String, WeakReference<Class<?>>> kept = new ConcurrentHashMap<>();

    ClassFinder(ClassLoader manager, ClassFilter filter) {
        this.manager = new WeakReference<>(manager);
        this.filter = filter;
    }

    /** The class of that name, not initialized, if stored bytes may name it. */
    Class<?> allowed(String name) {
        Class<?> type;
        try {
            type = find(name);
        } catch (ClassNotFoundException e) {
            throw new MalformedValueException("class " + name + " is missing", e);
        }
        if (!filter.allows(type)) {
            throw new MalformedValueException(filter.refusal(type.getName()));
        }
        return type;
    }

    /** The class of that name, not initialized. */
    Class<?> find(String name) throws ClassNotFoundException {
        WeakReference<Class<?>> known = kept.get(name);
        Class<?> type = known == null ? null : known.get();
        if (type != null) {
            return type;
        }
        ClassLoader first = manager.get();
        if (first != null) {
            try {
                type = Class.forName(name, false, first);
                if (kept.size() < KEPT_MAX) {
                    kept.put(name, new WeakReference<>(type));
                }
                return type;
            } catch (ClassNotFoundException e) {
                // The next one may know it; the last one says that it is missing.
            }
        }
        return byThreadOrLibrary(name);
    }

    /** The manager's class loader, or the one that stands in for it. */
    ClassLoader loader() {
        ClassLoader first = manager.get();
        ClassLoader second = first != null ? first : Thread.currentThread().getContextClassLoader();
        return second != null ? second : ClassFinder.class.getClassLoader();
    }

    private static Class<?> byThreadOrLibrary(String name) throws ClassNotFoundException {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        if (ofThread != null) {
            try {
                return Class.forName(name, false, ofThread);
            } catch (ClassNotFoundException e) {
                // The library's own is left.
            }
        }
        return Class.forName(name, false, ClassFinder.class.getClassLoader());
    }
}
