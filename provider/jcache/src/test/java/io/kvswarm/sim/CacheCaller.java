package io.kvswarm.sim;

import static io.kvswarm.sim.history.Operation.ABSENT;

import io.kvswarm.sim.CacheCall.What;
import io.kvswarm.sim.history.Operation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.cache.Cache;
import javax.cache.CacheException;
import javax.cache.processor.EntryProcessorResult;
import javax.cache.processor.MutableEntry;

/** One thread of an application: calls the cache, one call after the other, with every method the interface has. */
final class CacheCaller {
    private static final int BURST_NANOS_MAX = 400_000;
    private static final int LAST_READS_MAX = 10;

    private final CacheWork work;
    private final CacheProcess process;
    private final SplittableRandom random;
    private final CacheHistory history;
    private final SimTrace trace;
    private final Cache<String, Object> cache;
    private final Map<String, Long> shown = new HashMap<>();

    /** What a processor is to do. */
    private enum Deed {
        LOOKS,
        SETS,
        REMOVES,
        SETS_OR_REMOVES,
        THROWS
    }

    /** Thrown by a processor. */
    private static final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    CacheCaller(CacheWork work, CacheProcess process, SplittableRandom random) {
        this.work = work;
        this.process = process;
        this.random = random;
        this.history = work.history();
        this.trace = work.swarm().trace();
        this.cache = process.cache();
    }

    /** Calls and thinks as long as there is something to begin. */
    void live() {
        think();
        while (process.isAlive() && work.mayBegin()) {
            act();
            think();
        }
    }

    /** Mostly short, so that callers meet; sometimes long, so that something can go wrong meanwhile. */
    private void think() {
        boolean isLong = random.nextInt(6) == 0;
        SimThreads.pause(
                1 + random.nextLong(isLong ? 3 * work.swarm().plan().thinkMillis() * SimTime.MILLI : BURST_NANOS_MAX));
    }

    private void act() {
        int what = random.nextInt(200);
        if (what < 130) {
            one(pick());
        } else if (what < 160) {
            invoke();
        } else if (what < 170) {
            getAll(some());
        } else if (what < 178) {
            putAll();
        } else if (what < 184) {
            removeAll();
        } else if (what < 194) {
            invokeAll();
        } else if (what < 199 || random.nextInt(4) > 0) {
            iterate();
        } else {
            // Seldom: it goes to every cell.
            clear();
        }
    }

    private What pick() {
        What[] all = What.values();
        // The last two are done otherwise; a third are plain reads.
        return random.nextInt(3) == 0 ? What.GET : all[random.nextInt(all.length - 2)];
    }

    /** Half of all calls and more meet on one key. */
    private String key() {
        List<String> keys = history.keys();
        return keys.get(random.nextBoolean() ? 0 : random.nextInt(keys.size()));
    }

    private Set<String> some() {
        Set<String> some = new LinkedHashSet<>();
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            some.add(key());
        }
        return some;
    }

    private CacheCall begin(What what, String key, long content, long expected) {
        SimNode node = process.node();
        CacheCall.Caller caller = new CacheCall.Caller(node.number, now());
        CacheCall call = history.begin(caller, what, key, content, expected);
        trace.event("%s %s begins", node, call);
        return call;
    }

    private long now() {
        return work.swarm().time().nanos();
    }

    /** A call of which parts may fail together. */
    private void attempt(List<CacheCall> calls, Runnable call) {
        try {
            call.run();
            trace.count("call.returned");
            calls.forEach(each -> trace.event("%s %s has returned", process.node(), each));
        } catch (CacheException e) {
            work.requireFailure(e);
            for (CacheCall each : calls) {
                if (!each.hasEnded()) {
                    String why = each.failed(e, calls.size() > 1, now());
                    trace.event("%s %s has failed: %s, %s", process.node(), each, why, e.getMessage());
                }
            }
            trace.count("call.failed");
        } finally {
            for (CacheCall each : calls) {
                if (!each.hasEnded()) {
                    trace.count("call.cut");
                    each.isUnknown();
                }
            }
        }
    }

    private void one(What what) {
        String key = key();
        long content = what.puts() ? history.nextContent() : ABSENT;
        long expected = what.compares() ? expected(key) : ABSENT;
        CacheCall call = begin(what, key, content, expected);
        attempt(List.of(call), () -> {
            Object result = call(what, key, CacheValues.encode(content), CacheValues.encode(expected));
            if (result instanceof Boolean whether) {
                call.returned(whether, now());
            } else {
                long old = CacheValues.decode(result);
                call.returned(old, now());
                show(key, old);
            }
        });
        if (what.puts()) {
            show(key, content);
        }
        trace.count("call." + what);
    }

    /** Mostly what was last seen there, so that it is often still there. */
    private long expected(String key) {
        return random.nextInt(8) == 0 ? 1 + random.nextInt(40) : shown.getOrDefault(key, 1L);
    }

    private void show(String key, long content) {
        if (content != ABSENT) {
            shown.put(key, content);
        }
    }

    /** The result; true for a call that has none. */
    private Object call(What what, String key, Object value, Object expected) {
        return switch (what) {
            case GET -> cache.get(key);
            case CONTAINS_KEY -> cache.containsKey(key);
            case PUT -> {
                cache.put(key, value);
                yield true;
            }
            case GET_AND_PUT -> cache.getAndPut(key, value);
            case PUT_IF_ABSENT -> cache.putIfAbsent(key, value);
            case REPLACE -> cache.replace(key, value);
            case REPLACE_EQUAL -> cache.replace(key, expected, value);
            case GET_AND_REPLACE -> cache.getAndReplace(key, value);
            case REMOVE -> cache.remove(key);
            case REMOVE_EQUAL -> cache.remove(key, expected);
            case GET_AND_REMOVE -> cache.getAndRemove(key);
            case REMOVE_ANY, INVOKE -> throw new AssertionError(what + " is no call of one key");
        };
    }

    private void getAll(Set<String> keys) {
        Map<String, CacheCall> calls = calls(What.GET, keys);
        attempt(List.copyOf(calls.values()), () -> {
            Map<String, Object> found = cache.getAll(keys);
            if (!keys.containsAll(found.keySet())) {
                throw new AssertionError("getAll of " + keys + " gives " + found.keySet());
            }
            calls.forEach((key, call) -> {
                long content = CacheValues.decode(found.get(key));
                call.returned(content, now());
                show(key, content);
            });
        });
        trace.count("call.GET_ALL");
    }

    private Map<String, CacheCall> calls(What what, Set<String> keys) {
        Map<String, CacheCall> calls = new LinkedHashMap<>();
        keys.forEach(key -> calls.put(key, begin(what, key, ABSENT, ABSENT)));
        return calls;
    }

    private void putAll() {
        Map<String, Object> values = new LinkedHashMap<>();
        List<CacheCall> calls = new ArrayList<>();
        for (String key : some()) {
            long content = history.nextContent();
            calls.add(begin(What.PUT, key, content, ABSENT));
            values.put(key, CacheValues.encode(content));
            show(key, content);
        }
        attempt(calls, () -> {
            cache.putAll(values);
            calls.forEach(call -> call.returned(true, now()));
        });
        trace.count("call.PUT_ALL");
    }

    private void removeAll() {
        Set<String> keys = some();
        List<CacheCall> calls = List.copyOf(calls(What.REMOVE_ANY, keys).values());
        attempt(calls, () -> {
            cache.removeAll(keys);
            calls.forEach(call -> call.returned(true, now()));
        });
        trace.count("call.REMOVE_ALL");
    }

    private void clear() {
        boolean counts = random.nextBoolean();
        List<CacheCall> calls = List.copyOf(
                calls(What.REMOVE_ANY, new LinkedHashSet<>(history.keys())).values());
        attempt(calls, () -> {
            if (counts) {
                cache.removeAll();
            } else {
                cache.clear();
            }
            calls.forEach(call -> call.returned(true, now()));
        });
        trace.count("call.CLEAR");
    }

    private void iterate() {
        Map<String, CacheCall> calls = calls(What.GET, new LinkedHashSet<>(history.keys()));
        attempt(List.copyOf(calls.values()), () -> {
            for (Iterator<Cache.Entry<String, Object>> entries = cache.iterator(); entries.hasNext(); ) {
                Cache.Entry<String, Object> entry = entries.next();
                // Twice the same one is a call that has ended twice.
                calls.get(entry.getKey()).returned(CacheValues.decode(entry.getValue()), now());
            }
            // What was there all the time comes, so what has not come was away at some time.
            calls.values().stream().filter(call -> !call.hasEnded()).forEach(call -> call.returned(ABSENT, now()));
        });
        trace.count("call.ITERATOR");
    }

    private void invoke() {
        String key = key();
        Deed deed = deed();
        CacheCall call = begin(What.INVOKE, key, ABSENT, ABSENT);
        attempt(List.of(call), () -> {
            try {
                call.returned(cache.<Long>invoke(key, (entry, arguments) -> process(entry, call, deed)), now());
            } catch (CacheException e) {
                requirePurpose(e, call);
            }
        });
        trace.count("call.INVOKE");
        trace.count("call.rounds", Math.max(0, call.rounds() - 1));
    }

    private void requirePurpose(CacheException failure, CacheCall call) {
        if (!(failure.getCause() instanceof OnPurpose)) {
            throw failure;
        }
        call.threwOnPurpose(now());
    }

    private void invokeAll() {
        Set<String> keys = some();
        Deed deed = deed();
        Map<String, CacheCall> calls = calls(What.INVOKE, keys);
        attempt(List.copyOf(calls.values()), () -> {
            Map<String, EntryProcessorResult<Long>> results =
                    cache.invokeAll(keys, (entry, arguments) -> process(entry, calls.get(entry.getKey()), deed));
            calls.forEach((key, call) -> end(call, results.get(key)));
        });
        trace.count("call.INVOKE_ALL");
        calls.values().forEach(call -> trace.count("call.rounds", Math.max(0, call.rounds() - 1)));
    }

    private void end(CacheCall call, EntryProcessorResult<Long> result) {
        try {
            call.returned(result.get(), now());
        } catch (CacheException e) {
            if (e.getCause() instanceof OnPurpose) {
                call.threwOnPurpose(now());
            } else {
                work.requireFailure(e);
                call.failed(e, false, now());
            }
        }
    }

    private Deed deed() {
        Deed[] all = Deed.values();
        return random.nextInt(3) == 0 ? Deed.SETS : all[random.nextInt(all.length)];
    }

    private Long process(MutableEntry<String, Object> entry, CacheCall call, Deed deed) {
        long seen = entry.exists() ? CacheValues.decode(entry.getValue()) : ABSENT;
        boolean sets = deed == Deed.SETS || (deed == Deed.SETS_OR_REMOVES && seen % 2 == 0);
        boolean removes = deed == Deed.REMOVES || (deed == Deed.SETS_OR_REMOVES && !sets);
        if (sets) {
            long content = history.nextContent();
            entry.setValue(CacheValues.encode(content));
            call.round(seen, Kind.PUT, content);
        } else if (removes) {
            entry.remove();
            call.round(seen, Kind.REMOVE, ABSENT);
        } else {
            call.round(seen, Kind.GET, ABSENT);
        }
        if (deed == Deed.THROWS) {
            throw new OnPurpose();
        }
        return seen;
    }

    /**
     * Reads every key: now that nothing is wrong each read has to be answered, at the latest when the leases of
     * processes that have ended are over.
     */
    void readAll() {
        for (String key : history.keys()) {
            int tries = 1;
            while (!hasRead(key, tries == LAST_READS_MAX)) {
                tries++;
            }
        }
    }

    private boolean hasRead(String key, boolean isLast) {
        CacheCall call = begin(What.GET, key, ABSENT, ABSENT);
        try {
            call.returned(CacheValues.decode(cache.get(key)), now());
            trace.count("call.lastRead");
        } catch (CacheException e) {
            if (isLast || CacheCall.causeOf(e) == null) {
                throw e;
            }
        } finally {
            if (!call.hasEnded()) {
                call.isUnknown();
            }
        }
        return call.hasAnswer();
    }
}
