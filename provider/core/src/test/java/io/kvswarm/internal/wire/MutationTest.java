package io.kvswarm.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.base.Hex;
import io.kvswarm.internal.wire.Mutation.Kind;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Goal: what came to mutations later has its own fixed bytes, and takes no bytes that had a meaning before. */
final class MutationTest {
    private static final byte[] NOTHING = {};

    @Test
    void aPutThatKeepsTheEndOfLifeSaysSoInItsFlags() {
        Mutation put = mutation(Kind.PUT, Mutation.LIFE_UNCHANGED, new byte[] {0x6b}, new byte[] {0x76});
        String bytes = "0000000000000002" + "0000000000000001" + "00000009" + "00" + "0a" + "0000000000000000" + "00"
                + "00" + "00000001" + "6b" + "00000001" + "76";
        assertEquals(bytes, encode(put));
        assertEquals(put, decode(bytes));
        assertTrue(decode(bytes).keepsEnd());
    }

    @Test
    void theEndOfACacheIsAKindOfItsOwn() {
        Mutation end = mutation(Kind.DESTROY, 0, NOTHING, NOTHING);
        String bytes = "0000000000000002" + "0000000000000001" + "00000009" + "08" + "02" + "0000000000000000" + "00"
                + "00" + "00000000" + "00000000";
        assertEquals(bytes, encode(end));
        assertEquals(end, decode(bytes));
    }

    @Test
    void onlyAPutKeepsTheEndOfLife() {
        var mistake = assertThrows(
                IllegalArgumentException.class, () -> mutation(Kind.TOUCH, Mutation.LIFE_UNCHANGED, NOTHING, NOTHING));
        assertEquals("mutation.lifeMillis is -1, expected 0 to 9223285636854", mistake.getMessage());
    }

    private static Mutation mutation(Kind kind, long lifeMillis, byte[] key, byte[] value) {
        return new Mutation(
                2, 1, 9, kind, false, Durability.OS, lifeMillis, CacheId.DEFAULT, Condition.ALWAYS, key, value);
    }

    private static String encode(Mutation mutation) {
        ByteSink out = new ByteSink(64);
        mutation.writeTo(out);
        return Hex.of(out.toBytes());
    }

    private static Mutation decode(String bytes) {
        BodyReader in = new BodyReader("test", ByteBuffer.wrap(HexFormat.of().parseHex(bytes)));
        Mutation mutation = Mutation.readFrom(in);
        in.end();
        return mutation;
    }
}
