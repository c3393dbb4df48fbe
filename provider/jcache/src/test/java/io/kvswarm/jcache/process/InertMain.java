package io.kvswarm.jcache.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.management.ObjectName;

/**
 * Makes a manager, asks it for names and for a cache that is not there, and says what that has left: threads, open
 * files and sockets, beans, each on a line; then {@code end}. With a second argument it opens that cache first.
 */
final class InertMain {
    private static final Path OPEN = Path.of("/proc/self/fd");

    private InertMain() {}

    /** Arguments: URI of the manager; name of a cache to open, or nothing. */
    public static void main(String[] arguments) throws Exception {
        Set<String> before = footprint();
        CacheManager manager = Caching.getCachingProvider().getCacheManager(URI.create(arguments[0]), null);
        manager.getCacheNames();
        manager.getCache("unknown");
        if (arguments.length > 1) {
            manager.enableStatistics(manager.getCache(arguments[1]).getName(), true);
        }
        Set<String> after = footprint();
        after.removeAll(before);
        after.stream().sorted().forEach(System.out::println);
        System.out.println("end");
        System.exit(0);
    }

    private static Set<String> footprint() throws Exception {
        Set<String> found = new HashSet<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> found.add("thread " + thread.getName()));
        ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("javax.cache:*"), null)
                .forEach(name -> found.add("bean " + name));
        if (Files.isDirectory(OPEN)) {
            found.addAll(openFiles());
        }
        return found;
    }

    /** All but the libraries' jars, which are opened when a class is first used. */
    private static Set<String> openFiles() throws IOException {
        try (Stream<Path> links = Files.list(OPEN)) {
            return links.map(InertMain::target)
                    .filter(target -> !target.endsWith(".jar") && !target.startsWith("/proc/"))
                    .map(target -> "open " + target)
                    .collect(Collectors.toSet());
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // Was closed meanwhile, such as the list of links itself.
            return "/proc/";
        }
    }
}
