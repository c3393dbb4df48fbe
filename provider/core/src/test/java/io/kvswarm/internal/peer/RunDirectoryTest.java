package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.sim.SimLoop;
import io.kvswarm.sim.SimTime;
import io.kvswarm.sim.SimWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: nodes of one user on one machine find each other there, and nobody else can put anything in between. */
final class RunDirectoryTest {
    private static final NodeKey KEY = PeerNode.key(1);
    private static final AddressRecord RECORD = record(KEY, 1, 7000);

    @TempDir
    private Path temporary;

    private final SimTime time = new SimTime(1);
    private final SimLoop loop = new SimLoop(time, time.clock());
    private final SimWorker worker = new SimWorker(time);
    private Path directory;
    private RunDirectory records;

    @BeforeEach
    void open() {
        directory = temporary.resolve("run");
        records = new RunDirectory(directory, worker, loop);
    }

    private static AddressRecord record(NodeKey key, long issued, int port) {
        return AddressRecord.sign(key, issued, List.of(new HostPort("127.0.0.1", port)));
    }

    private void publish(AddressRecord record) {
        records.publish(record);
        time.runFor(SimTime.SECOND);
    }

    @Test
    void aNodeThatIsClosedMeanwhileIsNoMistake() {
        NettyLoop closed = new NettyLoop("kvswarm-test-closed", Clock.system());
        closed.close();
        RunDirectory late = new RunDirectory(directory, worker, closed);
        late.find(KEY.id(), found -> {});
        late.withdraw(RECORD, () -> {});
        time.runFor(SimTime.SECOND);
    }

    private AddressRecord find() {
        List<AddressRecord> found = new ArrayList<>();
        records.find(KEY.id(), found::add);
        time.runFor(SimTime.SECOND);
        assertEquals(1, found.size());
        return found.get(0);
    }

    @Test
    void whatIsLeftIsFoundAndNobodyElseMayLook() throws IOException {
        publish(RECORD);
        assertEquals(RECORD.addresses(), find().addresses());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertEquals(List.of(directory.resolve(KEY.id() + ".address")), all);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(all.get(0))));
        }
    }

    @Test
    void nothingIsThereAtFirstAndNothingIsMade() {
        assertEquals(null, find());
        assertFalse(Files.exists(directory));
    }

    @Test
    void laterRecordTakesThePlaceOfTheEarlier() {
        publish(RECORD);
        publish(record(KEY, 2, 7001));
        assertEquals(7001, find().addresses().get(0).port());
    }

    @Test
    void withdrawnRecordIsGone() {
        publish(RECORD);
        List<String> done = new ArrayList<>();
        records.withdraw(RECORD, () -> done.add("done"));
        time.runFor(SimTime.SECOND);
        assertEquals(List.of("done"), done);
        assertEquals(null, find());
    }

    @Test
    void recordOfAnotherProcessWithTheSameKeyStays() {
        publish(record(KEY, 2, 7001));
        records.withdraw(RECORD, () -> {});
        time.runFor(SimTime.SECOND);
        assertEquals(7001, find().addresses().get(0).port());
    }

    @Test
    void recordThatIsNotTheNodesIsNotFound() throws IOException {
        publish(RECORD);
        Path file = directory.resolve(KEY.id() + ".address");
        Files.write(file, record(PeerNode.key(2), 3, 1).toBytes());
        assertEquals(null, find());
        Files.write(file, new byte[] {1, 2, 3});
        assertEquals(null, find());
        Files.write(file, new byte[AddressRecord.BYTES_MAX + 1]);
        assertEquals(null, find());
    }

    @Test
    void directoryOpenToOthersIsNotUsed() throws IOException {
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        var refused = assertThrows(SwarmException.class, () -> RunDirectory.prepare(directory));
        assertEquals(ErrorCode.DIRECTORY_UNUSABLE, refused.code());
        assertEquals(
                "run directory " + directory + " cannot be used: its permissions are rwxr-x---, expected rwx------;"
                        + " nodes on this machine are not found without an address; name another directory in"
                        + " KVSWARM_RUN_DIR",
                refused.getMessage());
        publish(RECORD);
        assertEquals(null, find());
    }

    @Test
    void linkInPlaceOfTheDirectoryIsNotUsed() throws IOException {
        Path real = Files.createDirectory(
                temporary.resolve("real"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(directory, real);
        assertThrows(SwarmException.class, () -> RunDirectory.prepare(directory));
    }

    @Test
    void closedWorkerMeansThatNothingIsFound() {
        worker.close();
        assertEquals(null, find());
        List<String> done = new ArrayList<>();
        records.withdraw(RECORD, () -> done.add("done"));
        assertEquals(List.of("done"), done);
        records.publish(RECORD);
    }

    @Test
    void placeComesFromTheEnvironment() {
        assertEquals(
                Path.of("/run/mine"),
                RunDirectory.locate(
                        Map.of("KVSWARM_RUN_DIR", "/run/mine", "XDG_RUNTIME_DIR", "/run/user/1"), "/tmp", "me"));
        assertEquals(
                Path.of("/run/user/1/kvswarm"),
                RunDirectory.locate(Map.of("XDG_RUNTIME_DIR", "/run/user/1"), "/tmp", "me"));
        assertEquals(Path.of("/tmp/kvswarm-me__x"), RunDirectory.locate(Map.of(), "/tmp", "me/.x"));
        assertTrue(
                RunDirectory.locate(Map.of("KVSWARM_RUN_DIR", ""), "/tmp", "me").startsWith("/tmp"));
    }
}
