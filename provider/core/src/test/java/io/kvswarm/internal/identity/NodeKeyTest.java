package io.kvswarm.internal.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.internal.base.Hex;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** Goal: keys and signatures are those of RFC 8032, and the secret stays inside. */
final class NodeKeyTest {
    /** RFC 8032, section 7.1, test 2. */
    private static final String SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";

    private static final String PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private static final String SIGNATURE = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    @Test
    void signsAsTheStandardSays() {
        NodeKey key = NodeKey.ofSeed(Hex.parse(SEED));
        assertEquals(PUBLIC, key.id().toString());
        assertEquals(SIGNATURE, Hex.of(key.sign(new byte[] {0x72})));
        assertArrayEquals(Hex.parse(SEED), key.seed());
    }

    @Test
    void everyGeneratedKeyIsAnother() {
        SecureRandom random = new SecureRandom();
        NodeKey one = NodeKey.generate(random);
        NodeKey other = NodeKey.generate(random);
        assertFalse(one.id().equals(other.id()));
        assertTrue(Signatures.isPublicKey(one.id()));
    }

    @Test
    void textShowsNoSecret() {
        assertEquals("NodeKey 3d4017c3", NodeKey.ofSeed(Hex.parse(SEED)).toString());
    }

    @Test
    void seedOfAnotherLengthIsRefused() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> NodeKey.ofSeed(new byte[31]));
        assertEquals("seed has 31 bytes, expected 32", e.getMessage());
    }
}
