package io.kvswarm.jcache.codec;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides which classes may be made of stored bytes: never those with which streams are known to run code, and, if
 * there is a list of allowed ones, only those and the JDK's. Immutable; what it decided of a class is kept with the
 * class.
 */
final class ClassFilter {
    /**
     * Beginnings of names of classes that run code, open connections or write files while a stream is read. Collected
     * from the payloads of ysoserial and marshalsec, the deny lists of jackson-databind (SubTypeValidator), of WildFly
     * and of the SerialKiller project, and the JDK's own advice in JEP 290. It stops what is known, not what is new:
     * where others can write, allow by name.
     */
    private static final List<String> DANGEROUS = List.of(
            "bsh.",
            "clojure.",
            "com.bea.core.repackaged.springframework.",
            "com.caucho.",
            "com.ibm.jtc.jax.xml.bind.v2.runtime.",
            "com.mchange.",
            "com.newrelic.agent.deps.",
            "com.rometools.rome.feed.impl.",
            "com.sun.corba.",
            "com.sun.jndi.",
            "com.sun.jmx.",
            "com.sun.org.apache.bcel.",
            "com.sun.org.apache.xalan.",
            "com.sun.org.apache.xpath.",
            "com.sun.rowset.",
            "com.sun.syndication.feed.impl.",
            "com.tangosol.util.extractor.",
            "com.tangosol.util.filter.",
            "com.tangosol.coherence.rest.",
            "com.vaadin.data.util.",
            "com.zaxxer.hikari.",
            "groovy.",
            "java.beans.",
            "java.lang.Process",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.net.URLClassLoader",
            "java.rmi.",
            "java.security.SignedObject",
            "java.util.ServiceLoader",
            "java.util.logging.",
            "javassist.",
            "javax.imageio.",
            "javax.management.",
            "javax.naming.",
            "javax.print.",
            "javax.script.",
            "javax.sql.rowset.",
            "javax.swing.",
            "jdk.internal.",
            "jdk.nashorn.",
            "net.sf.ehcache.transaction.manager.",
            "net.sf.json.",
            "org.apache.bcel.",
            "org.apache.click.",
            "org.apache.commons.beanutils.",
            "org.apache.commons.collections.comparators.TransformingComparator",
            "org.apache.commons.collections.functors.",
            "org.apache.commons.collections.keyvalue.TiedMapEntry",
            "org.apache.commons.collections.map.LazyMap",
            "org.apache.commons.collections4.comparators.TransformingComparator",
            "org.apache.commons.collections4.functors.",
            "org.apache.commons.collections4.keyvalue.TiedMapEntry",
            "org.apache.commons.collections4.map.LazyMap",
            "org.apache.commons.configuration.",
            "org.apache.commons.configuration2.",
            "org.apache.commons.dbcp.",
            "org.apache.commons.dbcp2.",
            "org.apache.commons.fileupload.",
            "org.apache.commons.jelly.",
            "org.apache.ibatis.executor.loader.",
            "org.apache.logging.log4j.",
            "org.apache.myfaces.",
            "org.apache.naming.",
            "org.apache.tomcat.dbcp.",
            "org.apache.wicket.util.upload.",
            "org.apache.xalan.",
            "org.apache.xbean.naming.",
            "org.aspectj.weaver.tools.cache.",
            "org.codehaus.groovy.",
            "org.eclipse.jetty.plus.",
            "org.hibernate.property.",
            "org.hibernate.tuple.component.",
            "org.jboss.interceptor.",
            "org.jboss.proxy.",
            "org.jboss.weld.interceptor.",
            "org.jdom.transform.",
            "org.mozilla.javascript.",
            "org.python.",
            "org.springframework.aop.",
            "org.springframework.beans.factory.",
            "org.springframework.core.SerializableTypeWrapper",
            "org.springframework.jndi.",
            "org.springframework.transaction.jta.",
            "org.yaml.snakeyaml.",
            "sun.misc.",
            "sun.reflect.annotation.AnnotationInvocationHandler",
            "sun.rmi.",
            "weblogic.");

    /** Fewest elements an array may have whatever the length of the stream. */
    private static final int ARRAY_ALWAYS = 64;
    /** A table of a JDK collection has at most so many places for each byte of its stream. */
    private static final int PLACES_PER_BYTE = 8;

    private final CodecSettings settings;

    private final ClassValue<Boolean> allowed = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return decide(type.getName());
        }
    };

    ClassFilter(CodecSettings settings) {
        this.settings = settings;
    }

    /** True if objects of that class may be made of stored bytes. */
    boolean allows(Class<?> type) {
        Class<?> element = element(type);
        return element.isPrimitive() || allowed.get(element);
    }

    private static Class<?> element(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    /** Why not, and what to do. */
    String refusal(String className) {
        return isDangerous(className)
                ? "class " + className + " is one of those that can run code while they are read; it is never made of"
                        + " stored bytes"
                : "class " + className + " is not allowed; add it to allowed-classes";
    }

    /** The filter for one stream of that length. */
    ObjectInputFilter forStream(int streamBytes, Consumer<Class<?>> refused) {
        ObjectInputFilter ours = info -> {
            boolean isWithin = info.depth() <= settings.depthMax()
                    && info.references() <= settings.referencesMax()
                    && info.streamBytes() <= settings.bytesMax()
                    && info.arrayLength() <= ARRAY_ALWAYS + (long) PLACES_PER_BYTE * streamBytes;
            if (!isWithin) {
                return ObjectInputFilter.Status.REJECTED;
            }
            Class<?> type = info.serialClass();
            if (type == null) {
                return ObjectInputFilter.Status.UNDECIDED;
            }
            if (!allows(type)) {
                refused.accept(element(type));
                return ObjectInputFilter.Status.REJECTED;
            }
            return ObjectInputFilter.Status.ALLOWED;
        };
        ObjectInputFilter ofProcess = ObjectInputFilter.Config.getSerialFilter();
        return ofProcess == null ? ours : ObjectInputFilter.merge(ours, ofProcess);
    }

    private boolean decide(String name) {
        if (isDangerous(name)) {
            return false;
        }
        return settings.allowed().isEmpty()
                || name.startsWith("java.")
                || settings.allowed().stream().anyMatch(pattern -> matches(pattern, name));
    }

    private static boolean isDangerous(String name) {
        return DANGEROUS.stream().anyMatch(name::startsWith);
    }

    private static boolean matches(String pattern, String name) {
        if (pattern.endsWith(".**")) {
            return name.startsWith(pattern.substring(0, pattern.length() - 2));
        }
        if (pattern.endsWith(".*")) {
            int start = pattern.length() - 1;
            return name.startsWith(pattern.substring(0, start)) && name.indexOf('.', start) < 0;
        }
        return name.equals(pattern) || name.startsWith(pattern + "$");
    }
}
