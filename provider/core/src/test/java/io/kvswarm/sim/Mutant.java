package io.kvswarm.sim;

import io.kvswarm.internal.node.SwarmNode;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.slf4j.Logger;

/**
 * A bug put in on purpose: source files of the product, changed, compiled, and run in the simulator in place of the
 * true ones. So bugs need no way into the product.
 *
 * @param target  where it is put in
 * @param name    what is wrong
 * @param edits   what is changed
 * @param faults  what has to go wrong for the bug to show
 * @param promise how what it breaks is called by the checkers
 */
record Mutant(Target target, String name, List<Edit> edits, String faults, String promise) {
    private static final Target CORE = new Target(
            "provider/core", "io/kvswarm/internal/", List.of(SwarmNode.class, SimRun.class), List.of(), SimRun.class);

    /** One of the core. */
    Mutant(String name, List<Edit> edits, String faults, String promise) {
        this(CORE, name, edits, faults, promise);
    }

    /**
     * What mutants are of.
     *
     * @param module    its directory
     * @param room      where its sources are, below those of the module
     * @param classes   one of each place whose classes are loaded anew
     * @param libraries one of each other place that its sources use
     * @param run       has the method {@code problems} of {@link SimRun}
     */
    record Target(String module, String room, List<Class<?>> classes, List<Class<?>> libraries, Class<?> run) {
        private Path sources() {
            Path inside = Path.of("src", "main", "java").resolve(room);
            return Files.isDirectory(inside) ? inside : Path.of(module).resolve(inside);
        }

        private String classPath() {
            return Stream.of(classes, libraries, List.<Class<?>>of(Logger.class))
                    .flatMap(List::stream)
                    .map(Mutant::path)
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }

        private URL[] places(Path directory) throws IOException {
            List<URL> places = new ArrayList<>(List.of(url(directory)));
            classes.forEach(each -> places.add(placeOf(each)));
            return places.toArray(URL[]::new);
        }
    }

    /**
     * A change of one file.
     *
     * @param source  the file, below the target's room
     * @param text    stands in it exactly once
     * @param instead stands there in the mutant
     */
    record Edit(String source, String text, String instead) {}

    /** Loads this project's classes anew, the changed ones first, and all others as usual. */
    private static final class Loader extends URLClassLoader {
        Loader(URL... places) {
            super(places, Mutant.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String type, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(type)) {
                if (!type.startsWith("io.kvswarm.")) {
                    return super.loadClass(type, resolve);
                }
                Class<?> loaded = findLoadedClass(type);
                return loaded == null ? findClass(type) : loaded;
            }
        }
    }

    /** Runs seeds from {@code first} on until one finds it; how many it took, or 0 if {@code most} did not. */
    int seedsUntilFound(Path directory, long first, int most) throws IOException {
        compile(directory);
        try (Loader loader = new Loader(target.places(directory))) {
            for (int seeds = 1; seeds <= most; seeds++) {
                if (problems(loader, first + seeds - 1).stream().anyMatch(problem -> problem.startsWith(promise))) {
                    return seeds;
                }
            }
            return 0;
        }
    }

    @SuppressWarnings("unchecked")
    private List<String> problems(Loader loader, long seed) {
        try {
            return (List<String>) loader.loadClass(target.run().getName())
                    .getMethod("problems", long.class, String.class)
                    .invoke(null, seed, faults);
        } catch (InvocationTargetException e) {
            throw new AssertionError(name + ", seed " + seed, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(name, e);
        }
    }

    private void compile(Path directory) throws IOException {
        List<Path> changed = writeChanged(Files.createDirectories(directory.resolve("changed")));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-nowarn", "-proc:none", "-d", directory.toString(), "-classpath", target.classPath());
            boolean isCompiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjectsFromPaths(changed))
                    .call();
            if (!isCompiled) {
                throw new AssertionError(name + " does not compile: " + said);
            }
        }
    }

    private List<Path> writeChanged(Path directory) throws IOException {
        Map<Path, String> texts = new LinkedHashMap<>();
        for (Edit edit : edits) {
            Path file = directory.resolve(Path.of(edit.source()).getFileName());
            if (!texts.containsKey(file)) {
                texts.put(file, Files.readString(target.sources().resolve(edit.source())));
            }
            texts.compute(file, (same, text) -> changed(text, edit));
        }
        for (Map.Entry<Path, String> each : texts.entrySet()) {
            Files.writeString(each.getKey(), each.getValue());
        }
        return List.copyOf(texts.keySet());
    }

    private String changed(String text, Edit edit) {
        int at = text.indexOf(edit.text());
        if (at < 0 || text.indexOf(edit.text(), at + 1) >= 0) {
            throw new AssertionError(name + ": not exactly once in " + edit.source() + ": " + edit.text());
        }
        return text.replace(edit.text(), edit.instead());
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static Path path(Class<?> type) {
        try {
            return Path.of(placeOf(type).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static URL url(Path directory) throws IOException {
        return directory.toUri().toURL();
    }

    @Override
    public String toString() {
        return name;
    }
}
