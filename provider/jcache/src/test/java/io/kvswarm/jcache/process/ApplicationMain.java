package io.kvswarm.jcache.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.cache.CacheManager;
import javax.cache.Caching;

/**
 * An application as a process: has a manager, says {@code ready}, and answers each line on its standard input by one
 * line, see {@link Application}; ends with its standard input.
 */
final class ApplicationMain {
    private ApplicationMain() {}

    /** Arguments: URI of the manager; directory of classes that only this application has, or nothing. */
    public static void main(String[] arguments) throws Exception {
        ClassLoader loader = ApplicationMain.class.getClassLoader();
        if (arguments.length > 1) {
            loader = new URLClassLoader(new URL[] {Path.of(arguments[1]).toUri().toURL()}, loader);
        }
        CacheManager manager = Caching.getCachingProvider().getCacheManager(URI.create(arguments[0]), loader);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Application application = new Application(manager, loader);
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(application.answer(line.split(" ")).replace('\n', ' '));
            }
        }
        manager.close();
        System.exit(0);
    }
}
