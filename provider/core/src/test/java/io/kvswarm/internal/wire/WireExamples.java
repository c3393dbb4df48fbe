package io.kvswarm.internal.wire;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.base.ByteSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/** One message of each type, with something in every field. Their bytes lie under {@code golden/wire}. */
public final class WireExamples {
    private static final SessionId SESSION = new SessionId(0x0102030405060708L, 0x1112131415161718L);
    private static final ProcessId PROCESS = new ProcessId(0x2122232425262728L, 0x3132333435363738L);
    private static final Version VERSION = new Version(3, 5, 7);
    private static final CacheId CACHE = CacheId.made(9, new Version(1, 2, 4));
    private static final EntryImage ENTRY = new EntryImage(VERSION, 60_000, text("value"));

    private WireExamples() {}

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Each type once. */
    public static List<Message> all() {
        return List.of(
                hello(),
                new Refused("NOT_AUTHORISED", "no"),
                new Ping(42),
                new Pong(42, 5, 1000),
                new Addresses(List.of(text("record"), text("another"))),
                new ConfigNews(text("{}")),
                new ConfigProposal(8, text("{}")),
                new ConfigAnswer(8, false, "older"),
                block(),
                results(),
                new Nack(SESSION, 9, Nack.Reason.RETRY_AFTER, 11, 250, "busy"),
                new EndSession(SESSION),
                new SessionEnded(SESSION),
                new Read(21, List.of(new CacheKey(CACHE, text("key")), new CacheKey(CacheId.DEFAULT, text("")))),
                new Entries(21, 6, List.of(Answer.present(ENTRY), Answer.ABSENT)),
                new Scan(22, CACHE, 9, true, text("after"), 100, true),
                new Page(22, Answer.Status.PRESENT, List.of(new PageEntry(text("key"), ENTRY)), true),
                new AskStatus(23),
                new StatusReport(23, text("{}")),
                new Confirm(SESSION, List.of(new Confirm.Mark(9, 11), new Confirm.Mark(10, 12))),
                new Watch(24, CACHE, true),
                new Watched(24, Answer.Status.PRESENT),
                events(),
                new LeaseKey(25, new CacheKey(CACHE, text("key")), true),
                new KeyLeased(25, Answer.Status.PRESENT, 1500),
                new ReturnKey(new CacheKey(CACHE, text("key"))),
                new Read(25, Read.Hold.AWAITED, List.of(new CacheKey(CACHE, text("key")))),
                new Entries(25, 6, List.of(Answer.present(ENTRY), Answer.ABSENT), held()),
                new LeaseAsk(26),
                new Lease(26, 5, 7),
                invalidate(),
                new Invalidated(7));
    }

    private static BitSet held() {
        BitSet held = new BitSet();
        held.set(0);
        return held;
    }

    private static Invalidate invalidate() {
        return new Invalidate(
                7, List.of(new CacheKey(CACHE, text("key"))), List.of(new Invalidate.Cleared(CacheId.DEFAULT, 9)));
    }

    private static Events events() {
        EntryEvent created =
                new EntryEvent(EntryEvent.Kind.CREATED, SESSION, VERSION, text("key"), null, text("value"));
        EntryEvent updated =
                new EntryEvent(EntryEvent.Kind.UPDATED, SESSION, VERSION, text("key"), text("value"), text("new"));
        EntryEvent removed = new EntryEvent(EntryEvent.Kind.REMOVED, SESSION, VERSION, text("key"), text("new"), null);
        EntryEvent expired = new EntryEvent(EntryEvent.Kind.EXPIRED, EntryEvent.OWNER, VERSION, text(""), null, null);
        return new Events(CACHE, true, List.of(created, updated, removed, expired));
    }

    private static Hello hello() {
        byte[] hash = new byte[Hello.CONFIG_HASH_BYTES];
        hash[0] = 1;
        return new Hello(1, "swarm", 6, 5, true, hash, text("delegation"), text("address"), PROCESS, 2);
    }

    private static Block block() {
        Mutation put = new Mutation(
                12,
                11,
                9,
                Mutation.Kind.PUT,
                true,
                Durability.FSYNC,
                60_000,
                CACHE,
                Condition.version(VERSION),
                text("key"),
                text("value"));
        Mutation remove = new Mutation(
                13,
                12,
                9,
                Mutation.Kind.REMOVE,
                false,
                Durability.OS,
                0,
                CacheId.DEFAULT,
                Condition.value(text("old")),
                text("key"),
                text(""));
        return new Block(SESSION, false, 1_000_000, List.of(new BlockEntry(10, put), new BlockEntry(10, remove)));
    }

    private static Results results() {
        Result applied = new Result(12, 9, Outcome.APPLIED, VERSION, 77, null);
        Result refused = new Result(13, 9, Outcome.CONDITION_NOT_MET, VERSION, 0, ENTRY);
        return new Results(SESSION, 5, 70, List.of(applied, refused));
    }

    /** The bytes of {@code version, type, body}. */
    public static byte[] encode(Message message) {
        ByteSink out = new ByteSink(64);
        Frames.write(message, out);
        ByteBuffer frame = out.view();
        byte[] encoded = new byte[frame.getInt()];
        frame.get(encoded);
        return encoded;
    }
}
