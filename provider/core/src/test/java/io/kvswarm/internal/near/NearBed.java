package io.kvswarm.internal.near;

import io.kvswarm.api.GetOptions;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.read.OwnWrites;
import io.kvswarm.internal.read.ReadSettings;
import io.kvswarm.internal.read.Reader;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.Invalidate;
import io.kvswarm.internal.wire.Lease;
import io.kvswarm.internal.wire.LeaseAsk;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.Routing;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.internal.write.OwnChanges;
import io.kvswarm.sim.SimClock;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import io.kvswarm.spi.NearPlan;
import io.kvswarm.spi.VersionedValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A node's near room with one owner, for whom the test speaks. The cell of a key is its first letter. */
final class NearBed implements Owners, Routing {
    static final NearPlan COHERENT = new NearPlan(NearPlan.Mode.COHERENT, 0, 0, Duration.ZERO);
    private static final NodeId OWNER = NodeId.of(new byte[NodeId.BYTES]);
    private static final GetOptions OPTIONS = new GetOptions(true, Duration.ofSeconds(10), false);

    final SimTime time = new SimTime(1);
    final SimClock wall = time.clock();
    final SimLoop loop = new SimLoop(time, wall);
    OwnerLink link = new OwnerLink();
    OwnChanges own;
    /** Run once when a hit looks at the clock. */
    Runnable whileLooking;

    final Near near;
    NearCache cache;

    NearBed() {
        Reader reader = new Reader(loop, this, this, OwnWrites.NONE, ReadSettings.DEFAULT);
        near = new Near(loop, reader, this, listener -> own = listener);
        this.reader = reader;
        cache = cache(COHERENT);
    }

    final Reader reader;

    /** A link that keeps what it is sent. */
    static final class OwnerLink implements Link {
        final List<Message> sent = new ArrayList<>();
        boolean open = true;

        @Override
        public NodeId peer() {
            return OWNER;
        }

        @Override
        public NodeId principal() {
            return OWNER;
        }

        @Override
        public Hello hello() {
            return Hello.of("", 1, 1, true, new byte[Hello.CONFIG_HASH_BYTES], new byte[0]);
        }

        @Override
        public void send(Message message) {
            sent.add(message);
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close(String reason) {
            open = false;
        }

        <T extends Message> T take(Class<T> type) {
            T found = sent.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .findFirst()
                    .orElse(null);
            sent.remove(found);
            return found;
        }
    }

    NearCache cache(NearPlan plan) {
        Clock hooked = new Clock() {
            @Override
            public long nanos() {
                Runnable hook = whileLooking;
                whileLooking = null;
                if (hook != null) {
                    hook.run();
                }
                return wall.nanos();
            }

            @Override
            public long wallMillis() {
                return wall.wallMillis();
            }
        };
        return new NearCache(CacheId.DEFAULT, plan, hooked);
    }

    static CacheKey key(String key) {
        return new CacheKey(CacheId.DEFAULT, key.getBytes(StandardCharsets.UTF_8));
    }

    static EntryImage image(String value, long index, long lifeMillis) {
        return new EntryImage(new Version(1, 1, index), lifeMillis, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Link linkOf(NodeId owner) {
        return link.open ? link : null;
    }

    @Override
    public int cellOf(byte[] key) {
        return key[0] - 'a';
    }

    @Override
    public NodeId ownerOf(int cell) {
        return OWNER;
    }

    @Override
    public int cells() {
        return 26;
    }

    @Override
    public long epoch() {
        return 1;
    }

    void run(long millis) {
        time.runFor(millis * SimTime.MILLI);
    }

    /** Asks for a key through the near cache; gives the read that goes out. */
    Read ask(String key) {
        loop.run(() -> near.get(cache, key(key), OPTIONS));
        run(1);
        return link.take(Read.class);
    }

    void answer(Read read, Answer answer, boolean isHeld) {
        BitSet held = new BitSet();
        held.set(0, isHeld);
        loop.run(() -> reader.onEntries(link, new Entries(read.requestId(), 1, List.of(answer), held)));
    }

    /** Grants the lease that was asked for last. */
    void grant(long told) {
        LeaseAsk ask = link.take(LeaseAsk.class);
        for (LeaseAsk later = ask; later != null; later = link.take(LeaseAsk.class)) {
            ask = later;
        }
        long stamp = ask.stamp();
        loop.run(() -> near.onLease(link, new Lease(stamp, 1, told)));
    }

    /** Reads a key whose entry is kept under a lease from now on. */
    void keep(String key, String value) {
        Read read = ask(key);
        if (link.sent.stream().anyMatch(LeaseAsk.class::isInstance)) {
            grant(0);
        }
        answer(read, Answer.present(image(value, 1, EntryImage.FOR_EVER)), true);
    }

    void invalidate(long number, String... keys) {
        List<CacheKey> all = new ArrayList<>();
        for (String key : keys) {
            all.add(key(key));
        }
        loop.run(() -> near.onInvalidate(link, new Invalidate(number, all, List.of())));
    }

    /** What is near; "?" if nothing is known. */
    String find(String key) {
        VersionedValue found = cache.find(key(key));
        if (found == null) {
            return "?";
        }
        return found == VersionedValue.ABSENT ? "absent" : new String(found.value(), StandardCharsets.UTF_8);
    }
}
