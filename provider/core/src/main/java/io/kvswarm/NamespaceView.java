package io.kvswarm;

import io.kvswarm.api.Durability;
import io.kvswarm.api.Entry;
import io.kvswarm.api.EntryPage;
import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.api.GetOptions;
import io.kvswarm.api.Level;
import io.kvswarm.api.Receipt;
import io.kvswarm.api.SwarmException;
import io.kvswarm.api.Write;
import io.kvswarm.api.WriteResult;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.PageEntry;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.write.Draft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A namespace of a running swarm: turns calls into drafts and reads, and answers into values. Safe from any thread. */
final class NamespaceView implements Namespace {
    private static final byte[] NOTHING = {};

    private final RunningSwarm swarm;
    private final String name;
    private final CacheId cache;

    NamespaceView(RunningSwarm swarm, String name, CacheId cache) {
        this.swarm = swarm;
        this.name = name;
        this.cache = cache;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void put(byte[] key, byte[] value) {
        requireSizes(key, value);
        swarm.buffer().add(Draft.put(cache, key.clone(), value.clone(), Durability.FSYNC));
    }

    @Override
    public void put(byte[] key, byte[] value, Duration life) {
        requireSizes(key, value);
        swarm.buffer()
                .add(Draft.put(cache, key.clone(), value.clone(), Durability.FSYNC)
                        .living(millisOf(life)));
    }

    @Override
    public void delete(byte[] key) {
        requireSizes(key, NOTHING);
        swarm.buffer().add(Draft.remove(cache, key.clone(), Durability.FSYNC));
    }

    @Override
    public CompletableFuture<List<Receipt>> flush(FlushOptions options) {
        return swarm.flush(options);
    }

    @Override
    public CompletableFuture<WriteResult> write(Write write) {
        byte[] key = write.key();
        byte[] value = write.value().orElse(NOTHING);
        requireSizes(key, value);
        Durability durability = write.waitsFor().durability();
        Draft plain = write.value().isPresent()
                ? Draft.put(cache, key, value, durability)
                : Draft.remove(cache, key, durability);
        Draft draft = plain.when(conditionOf(write))
                .living(write.life().map(NamespaceView::millisOf).orElse(0L));
        return swarm.calls()
                .write(write.returnsOld() ? draft.wantingOld() : draft, write.waitsFor())
                .converted(result -> resultOf(key, result));
    }

    @Override
    public CompletableFuture<Optional<Entry>> get(byte[] key, GetOptions options) {
        requireSizes(key, NOTHING);
        byte[] copy = key.clone();
        return swarm.calls().get(new CacheKey(cache, copy), options).converted(image -> entryOf(copy, image));
    }

    @Override
    public CompletableFuture<List<Optional<Entry>>> getAll(Collection<byte[]> keys, GetOptions options) {
        List<CacheKey> wanted = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
            requireSizes(key, NOTHING);
            wanted.add(new CacheKey(cache, key.clone()));
        }
        return swarm.calls().getAll(wanted, options).converted(images -> {
            List<Optional<Entry>> entries = new ArrayList<>(images.size());
            for (int i = 0; i < images.size(); i++) {
                entries.add(entryOf(wanted.get(i).key(), images.get(i)));
            }
            return entries;
        });
    }

    @Override
    public CompletableFuture<EntryPage> scan(Optional<EntryPage.Cursor> from, int limit, GetOptions options) {
        Limits.between("limit", limit, 1, 4096);
        EntryPage.Cursor start = from.orElse(new EntryPage.Cursor(0, null));
        return swarm.calls()
                .scan(cache, start.cell(), start.after(), limit, options)
                .converted(NamespaceView::pageOf);
    }

    private static EntryPage pageOf(OwnerCalls.LivePage page) {
        List<Entry> entries = new ArrayList<>(page.entries().size());
        for (PageEntry entry : page.entries()) {
            entryOf(entry.key(), entry.image()).ifPresent(entries::add);
        }
        return new EntryPage(
                entries,
                page.nextCell() < 0
                        ? Optional.empty()
                        : Optional.of(new EntryPage.Cursor(page.nextCell(), page.nextAfter())));
    }

    private static Condition conditionOf(Write write) {
        return switch (write.condition()) {
            case ALWAYS -> Condition.ALWAYS;
            case ABSENT -> Condition.ABSENT;
            case PRESENT -> Condition.PRESENT;
            case VERSION -> Condition.version(Translation.versionOf(write.version()));
            case VALUE -> Condition.value(write.expected());
        };
    }

    private static WriteResult resultOf(byte[] key, Result result) {
        if (result == null) {
            return new WriteResult(true, Optional.empty(), Optional.empty());
        }
        if (result.outcome() == Outcome.BUSY) {
            throw new SwarmException(
                    ErrorCode.REJECTED,
                    "another process has the lease of the key for at most "
                            + result.entry().lifeMillis() + " ms; nothing was changed; try again after that time");
        }
        Optional<Entry> entry = entryOf(key, result.entry());
        return new WriteResult(
                result.outcome() == Outcome.APPLIED, Optional.of(Translation.versionOf(result.version())), entry);
    }

    /** What callers see of an image; empty for null. */
    private static Optional<Entry> entryOf(byte[] key, EntryImage image) {
        if (image == null) {
            return Optional.empty();
        }
        Duration life = image.lifeMillis() == EntryImage.FOR_EVER ? null : Duration.ofMillis(image.lifeMillis());
        return Optional.of(new Entry(key, image.value(), Translation.versionOf(image.version()), life));
    }

    private static long millisOf(Duration life) {
        if (life.toMillis() < 1 || life.toMillis() > Mutation.LIFE_MILLIS_MAX) {
            throw new IllegalArgumentException("life is " + life + ", expected 1 ms to 292 years");
        }
        return life.toMillis();
    }

    private static void requireSizes(byte[] key, byte[] value) {
        SwarmException problem = Translation.tooLarge(key, value);
        if (problem != null) {
            throw problem;
        }
    }

    /** True for levels at which an owner answers. */
    static boolean isAnswered(Level level) {
        return level == Level.ACK || level == Level.RECEIPT;
    }
}
