package io.kvswarm.internal.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.Hex;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: exactly one signature of one signer for one message is good, and no bytes make the check throw. */
final class SignaturesTest {
    private static final NodeKey KEY = NodeKey.ofSeed(new byte[NodeKey.SEED_BYTES]);
    private static final SwarmId SWARM = SwarmId.parse("00112233445566778899aabbccddeeff");
    private static final byte[] MESSAGE = Signatures.message("test", SWARM, new byte[] {1, 2, 3});

    @Test
    void messageNamesTypeAndSwarm() {
        String domain = Hex.of("kvswarm/test/v1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(domain + "00" + SWARM + "010203", Hex.of(MESSAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Config", "a/b", "a b", "-a", "abcdefghijklmnopqrstuvwxyzabcdefg"})
    void typeThatCouldBeTakenForAnotherIsRefused(String type) {
        byte[] none = {};
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Signatures.message(type, SWARM, none));
        assertEquals("type is \"" + type + "\", expected 1 to 32 lower-case letters and -", e.getMessage());
    }

    @Test
    void everyBitCounts() {
        byte[] signature = KEY.sign(MESSAGE);
        assertTrue(Signatures.verify(KEY.id(), MESSAGE, signature));
        for (int bit = 0; bit < signature.length * 8; bit++) {
            assertFalse(Signatures.verify(KEY.id(), MESSAGE, flipped(signature, bit)), "signature bit " + bit);
        }
        for (int bit = 0; bit < MESSAGE.length * 8; bit++) {
            assertFalse(Signatures.verify(KEY.id(), flipped(MESSAGE, bit), signature), "message bit " + bit);
        }
        for (int bit = 0; bit < NodeId.BYTES * 8; bit++) {
            NodeId other = NodeId.of(flipped(KEY.id().toBytes(), bit));
            assertFalse(Signatures.verify(other, MESSAGE, signature), "signer bit " + bit);
        }
    }

    @Test
    void anotherLengthIsNoSignature() {
        for (int length : new int[] {0, 1, 63, 65, 128}) {
            assertFalse(Signatures.verify(KEY.id(), MESSAGE, new byte[length]));
        }
    }

    @Test
    void secondFormOfTheSameSignatureIsRefused() {
        byte[] signature = KEY.sign(MESSAGE);
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        BigInteger scalar = BigInteger.ZERO;
        for (int i = 63; i >= 32; i--) {
            scalar = scalar.shiftLeft(8).add(BigInteger.valueOf(signature[i] & 0xff));
        }
        BigInteger second = scalar.add(order);
        for (int i = 0; i < 32; i++) {
            signature[32 + i] = second.shiftRight(8 * i).byteValue();
        }
        assertFalse(Signatures.verify(KEY.id(), MESSAGE, signature));
    }

    /** Identity point, points of order 2, 4 and 8, and encodings with a coordinate of p or more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void weakAndNonCanonicalKeysSignNothing(String hex) {
        NodeId weak = NodeId.parse(hex);
        assertFalse(Signatures.isPublicKey(weak));
        // R the identity and s zero: a lax check takes this for every message under a key of small order.
        byte[] forged = new byte[NodeKey.SIGNATURE_BYTES];
        forged[0] = 1;
        assertFalse(Signatures.verify(weak, MESSAGE, forged));
    }

    @Test
    void arbitraryBytesNeverThrow() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 2000; round++) {
            byte[] signer = new byte[NodeId.BYTES];
            byte[] signature = new byte[random.nextInt(130)];
            random.nextBytes(signer);
            random.nextBytes(signature);
            assertFalse(Signatures.verify(NodeId.of(signer), MESSAGE, signature));
            assertFalse(Signatures.verify(KEY.id(), MESSAGE, signature));
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
