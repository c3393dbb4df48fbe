package io.kvswarm.jcache.process;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.NodeStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.integration.CacheLoader;

/**
 * What an application does when it is told to. A line has a command and its operands; the first operand of most is the
 * name of a cache, whose keys and values are texts. An exception is an answer that begins with {@code failed}.
 *
 * <pre>
 * create NAME [SECONDS]    made: createCache, with a ModifiedExpiryPolicy if there are seconds
 * open NAME                open or none: getCache
 * names                    getCacheNames, joined by commas
 * put NAME KEY VALUE       done
 * set NAME KEY NUMBER      done: puts a number
 * fill NAME COUNT          done: as many entries
 * load NAME KEY            done: loadAll, does not wait
 * get NAME KEY             the value or null
 * size NAME                how many entries an iterator finds
 * destroy NAME             done: destroyCache
 * closed NAME              true or false: the cache that was created here
 * contend NAME KIND ME ALL ROUNDS
 *                          a number, see {@link Contest}
 * listen NAME              done: records events, see {@link Recorder}
 * events NAME COUNT        so many of them, joined by commas
 * putPoint NAME KEY        done: an object of the application's own class Point
 * getPoint NAME KEY        own, other or null: whose class the value has
 * who                      id of this process's node, and of the writer it acts for
 * shares                   entries at each storage node, joined by commas
 * close                    closed or late: closes the manager, within 5 seconds
 * threads                  names of the threads that kvswarm has started and that still run, after 5 seconds at most
 * </pre>
 */
final class Application {
    private static final long CLOSE_SECONDS_MAX = 5;

    private final CacheManager manager;
    private final ClassLoader loader;
    private final Map<String, Cache<String, Object>> caches = new ConcurrentHashMap<>();
    private final Map<String, Recorder> recorders = new ConcurrentHashMap<>();

    Application(CacheManager manager, ClassLoader loader) {
        this.manager = manager;
        this.loader = loader;
    }

    String answer(String[] words) throws InterruptedException {
        try {
            return words.length == 1 ? ofManager(words[0]) : ofCache(words[0], words[1], words);
        } catch (RuntimeException | ReflectiveOperationException e) {
            return "failed " + e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private String ofManager(String command) throws InterruptedException {
        return switch (command) {
            case "names" -> String.join(",", manager.getCacheNames());
            case "who" -> node().id() + " " + node().writer();
            case "shares" ->
                node().status(Duration.ofSeconds(10)).join().nodes().stream()
                        .map(NodeStatus::entries)
                        .map(String::valueOf)
                        .collect(Collectors.joining(","));
            case "close" -> close();
            case "threads" -> threads();
            default -> throw new IllegalArgumentException(command + " is no command");
        };
    }

    private static String threads() throws InterruptedException {
        List<Thread> ours = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kvswarm"))
                .toList();
        for (Thread thread : ours) {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX));
        }
        return ours.stream().filter(Thread::isAlive).map(Thread::getName).collect(Collectors.joining(","));
    }

    private String ofCache(String command, String name, String[] words)
            throws InterruptedException, ReflectiveOperationException {
        switch (command) {
            case "create":
                create(name, words.length > 2 ? Long.parseLong(words[2]) : 0);
                return "made";
            case "open":
                return manager.getCache(name) == null ? "none" : "open";
            case "destroy":
                manager.destroyCache(name);
                return "done";
            case "closed":
                return Boolean.toString(caches.get(name).isClosed());
            case "listen":
                recorders.put(name, Recorder.of(cache(name)));
                return "done";
            case "events":
                return recorders.get(name).next(Integer.parseInt(words[2]));
            case "contend":
                return Long.toString(Contest.valueOf(words[2])
                        .run(
                                cache(name),
                                Integer.parseInt(words[3]),
                                Integer.parseInt(words[4]),
                                Integer.parseInt(words[5])));
            default:
                return ofEntry(command, cache(name), words);
        }
    }

    private String ofEntry(String command, Cache<String, Object> cache, String[] words)
            throws ReflectiveOperationException {
        switch (command) {
            case "put":
                cache.put(words[2], words[3]);
                return "done";
            case "set":
                cache.put(words[2], Long.valueOf(words[3]));
                return "done";
            case "fill":
                for (int i = 0; i < Integer.parseInt(words[2]); i++) {
                    cache.put("key-" + i, "value-" + i);
                }
                return "done";
            case "load":
                cache.loadAll(Set.of(words[2]), true, null);
                return "done";
            case "get":
                return String.valueOf(cache.get(words[2]));
            case "size":
                List<String> keys = new ArrayList<>();
                cache.forEach(entry -> keys.add(entry.getKey()));
                return Integer.toString(Set.copyOf(keys).size());
            case "putPoint":
                cache.put(words[2], point().getConstructor(int.class, int.class).newInstance(3, 4));
                return "done";
            case "getPoint":
                Object point = cache.get(words[2]);
                return point == null ? "null" : point.getClass() == point() ? "own" : "other";
            default:
                throw new IllegalArgumentException(command + " is no command");
        }
    }

    private void create(String name, long seconds) {
        MutableConfiguration<String, Object> configuration =
                new MutableConfiguration<String, Object>().setCacheLoaderFactory(Echo::new);
        if (seconds > 0) {
            configuration.setExpiryPolicyFactory(
                    ModifiedExpiryPolicy.factoryOf(new javax.cache.expiry.Duration(TimeUnit.SECONDS, seconds)));
        }
        caches.put(name, manager.createCache(name, configuration));
    }

    private Cache<String, Object> cache(String name) {
        return caches.computeIfAbsent(name, manager::getCache);
    }

    private Class<?> point() throws ClassNotFoundException {
        return loader.loadClass("Point");
    }

    private KvSwarm node() {
        return manager.unwrap(KvSwarm.class);
    }

    /** Loads the key itself. */
    private static final class Echo implements CacheLoader<String, Object> {
        @Override
        public Object load(String key) {
            return key;
        }

        @Override
        public Map<String, Object> loadAll(Iterable<? extends String> keys) {
            Map<String, Object> loaded = new HashMap<>();
            keys.forEach(key -> loaded.put(key, key));
            return loaded;
        }
    }

    private String close() throws InterruptedException {
        try {
            CompletableFuture.runAsync(manager::close).get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
            return "closed";
        } catch (TimeoutException e) {
            return "late";
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
