package io.kvswarm.jcache.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.integration.CacheWriter;

/**
 * A process with many threads that all change one entry. Says {@code ready}, and answers each line on its standard
 * input by one line; ends with its standard input.
 *
 * <pre>
 * increment THREADS ROUNDS  done: each thread counts the entry up so often
 * put THREADS ROUNDS ME     done: each thread puts and counts up so often; first values are of this process only
 * get                       the entry's number
 * </pre>
 */
final class HotKeyMain {
    private static final String HOT = "hot";
    private static final long ROUNDS_MAX = 1_000_000;

    private HotKeyMain() {}

    /** Arguments: URI of the manager; file that the entry is written through to, or nothing. */
    public static void main(String[] arguments) throws Exception {
        CacheManager manager = Caching.getCachingProvider()
                .getCacheManager(URI.create(arguments[0]), HotKeyMain.class.getClassLoader());
        MutableConfiguration<String, Long> configuration = new MutableConfiguration<>();
        if (arguments.length > 1) {
            Path file = Path.of(arguments[1]);
            configuration.setWriteThrough(true).setCacheWriterFactory(() -> new FileWriter(file));
        }
        Cache<String, Long> cache = manager.createCache("numbers", configuration);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(cache, line.split(" ")));
            }
        }
        manager.close();
        System.exit(0);
    }

    private static String answer(Cache<String, Long> cache, String[] words) throws InterruptedException {
        if (words[0].equals("get")) {
            return String.valueOf(cache.get(HOT));
        }
        int threads = Integer.parseInt(words[1]);
        int rounds = Integer.parseInt(words[2]);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                long first = words.length > 3 ? (Long.parseLong(words[3]) * threads + i) * ROUNDS_MAX : -1;
                done.add(executor.submit(() -> work(cache, rounds, first)));
            }
            for (Future<?> one : done) {
                one.get();
            }
            return "done";
        } catch (ExecutionException e) {
            return "failed " + e.getCause();
        } finally {
            executor.shutdown();
        }
    }

    private static void work(Cache<String, Long> cache, int rounds, long first) {
        for (int round = 0; round < rounds; round++) {
            if (first >= 0 && round % 2 == 0) {
                cache.put(HOT, first + round);
            } else {
                cache.invoke(HOT, (entry, arguments) -> {
                    entry.setValue(entry.exists() ? entry.getValue() + 1 : 1);
                    return null;
                });
            }
        }
    }

    /** Writes the one entry to a file. */
    private record FileWriter(Path file) implements CacheWriter<String, Long> {
        @Override
        public void write(Cache.Entry<? extends String, ? extends Long> entry) {
            try {
                Files.writeString(file, Long.toString(entry.getValue()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void writeAll(Collection<Cache.Entry<? extends String, ? extends Long>> entries) {
            entries.forEach(this::write);
        }

        @Override
        public void delete(Object key) {
            throw new UnsupportedOperationException("nothing is deleted here");
        }

        @Override
        public void deleteAll(Collection<?> keys) {
            throw new UnsupportedOperationException("nothing is deleted here");
        }
    }
}
