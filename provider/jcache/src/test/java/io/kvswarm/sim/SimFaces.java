package io.kvswarm.sim;

import io.kvswarm.spi.CacheEngine;
import io.kvswarm.spi.CacheStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The seam between provider and core as application threads of a simulation see it: every call goes through, and every
 * future that comes back is a {@link SimFuture}.
 */
final class SimFaces {
    private static final String SEAM = CacheEngine.class.getPackageName();

    private SimFaces() {}

    /** A cache engine for application threads. */
    static CacheEngine of(CacheEngine engine) {
        return (CacheEngine) wrapped(engine);
    }

    /** Calls the object behind. */
    private record Passing(Object behind) implements InvocationHandler {
        @Override
        public Object invoke(Object face, Method method, Object[] arguments) throws Throwable {
            try {
                return wrapped(method.invoke(behind, unwrapped(arguments)));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private static Object[] unwrapped(Object[] arguments) {
        Object[] plain = arguments == null ? new Object[0] : arguments.clone();
        for (int i = 0; i < plain.length; i++) {
            boolean isFace = plain[i] != null && Proxy.isProxyClass(plain[i].getClass());
            plain[i] = isFace && Proxy.getInvocationHandler(plain[i]) instanceof Passing passing
                    ? passing.behind()
                    : plain[i];
        }
        return plain;
    }

    private static Object wrapped(Object result) {
        if (result instanceof CompletableFuture<?> future) {
            return SimFuture.of(future).thenApply(SimFaces::wrapped);
        }
        if (result instanceof List<?> list && list.stream().anyMatch(CompletableFuture.class::isInstance)) {
            return list.stream().map(SimFaces::wrapped).toList();
        }
        if (result instanceof CacheEngine.Creation creation) {
            return new CacheEngine.Creation((CacheStore) wrapped(creation.cache()), creation.isMade());
        }
        Class<?> face = result == null ? null : faceOf(result.getClass());
        return face == null
                ? result
                : Proxy.newProxyInstance(SimFaces.class.getClassLoader(), new Class<?>[] {face}, new Passing(result));
    }

    /** The interface of the seam that a class implements; null if there is none. */
    private static Class<?> faceOf(Class<?> type) {
        for (Class<?> each : type.getInterfaces()) {
            if (each.getPackageName().equals(SEAM)) {
                return each;
            }
        }
        return null;
    }
}
