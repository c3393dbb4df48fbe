package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.internal.identity.NodeKey;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Goal: the latest word of a node counts, and the book cannot be filled to drive out what is needed. */
final class AddressBookTest {
    private static final NodeKey KEY = PeerNode.key(1);
    private static final HostPort OLD = new HostPort("old", 1);
    private static final HostPort NEW = new HostPort("new", 2);
    private static final HostPort CONFIGURED = new HostPort("configured", 3);

    private final AddressBook book = new AddressBook();

    @Test
    void nothingIsKnownAtFirst() {
        assertEquals(List.of(), book.addressesOf(KEY.id()));
    }

    @Test
    void laterRecordCounts() {
        assertTrue(book.learn(AddressRecord.sign(KEY, 5, List.of(OLD)), Set.of()));
        assertTrue(book.learn(AddressRecord.sign(KEY, 6, List.of(NEW)), Set.of()));
        assertFalse(book.learn(AddressRecord.sign(KEY, 5, List.of(OLD)), Set.of()));
        assertFalse(book.learn(AddressRecord.sign(KEY, 6, List.of(OLD)), Set.of()));
        assertEquals(List.of(NEW), book.addressesOf(KEY.id()));
    }

    @Test
    void configuredAddressesAreTriedToo() {
        book.learn(AddressRecord.sign(KEY, 5, List.of(NEW)), Set.of());
        book.configure(Map.of(KEY.id(), List.of(CONFIGURED, NEW)));
        assertEquals(List.of(NEW, CONFIGURED), book.addressesOf(KEY.id()));
        book.configure(Map.of());
        assertEquals(List.of(NEW), book.addressesOf(KEY.id()));
    }

    @Test
    void fullBookForgetsTheOldestThatNobodyWants() {
        AddressRecord wanted = record(0);
        book.learn(wanted, Set.of());
        Set<NodeId> wants = Set.of(wanted.node());
        for (int i = 1; i < AddressBook.RECORDS_MAX; i++) {
            assertTrue(book.learn(record(i), wants));
        }
        assertTrue(book.learn(record(AddressBook.RECORDS_MAX), wants));
        assertEquals(AddressBook.RECORDS_MAX, book.records().size());
        assertEquals(List.of(OLD), book.addressesOf(wanted.node()));
        assertEquals(List.of(), book.addressesOf(record(1).node()));
        assertEquals(List.of(OLD), book.addressesOf(record(2).node()));
    }

    @Test
    void bookFullOfWantedNodesTakesNoOthers() {
        Set<NodeId> wants = new java.util.HashSet<>();
        for (int i = 0; i < AddressBook.RECORDS_MAX; i++) {
            AddressRecord record = record(i);
            wants.add(record.node());
            book.learn(record, wants);
        }
        assertFalse(book.learn(record(AddressBook.RECORDS_MAX), wants));
        assertEquals(AddressBook.RECORDS_MAX, book.records().size());
    }

    @Test
    void onlyTheVeryBytesOfARecordAreInTheBook() {
        byte[] bytes = AddressRecord.sign(KEY, 5, List.of(OLD)).toBytes();
        assertFalse(book.has(bytes));
        book.learn(AddressRecord.read(bytes), Set.of());
        assertTrue(book.has(bytes));
        assertFalse(book.has(AddressRecord.sign(KEY, 6, List.of(OLD)).toBytes()));
        for (int i = 0; i < bytes.length; i++) {
            byte[] other = bytes.clone();
            other[i] ^= 1;
            assertFalse(book.has(other), "byte " + i);
            assertFalse(book.has(java.util.Arrays.copyOf(bytes, i)), "length " + i);
        }
    }

    private static AddressRecord record(int number) {
        byte[] seed = ByteBuffer.allocate(NodeKey.SEED_BYTES).putInt(number).array();
        return AddressRecord.sign(NodeKey.ofSeed(seed), 1, List.of(OLD));
    }
}
