package io.kvswarm.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a command runs in the process that holds the directory as it would here, and only its owner's commands do. */
@Timeout(60)
final class LocalServerTest {
    @TempDir
    Path directory;

    /** A handler made of a function; every command moves. */
    private record Handler(BiFunction<Request, CommandIo, Answer> work) implements CommandHandler {
        @Override
        public Answer handle(Request request, CommandIo io) {
            return work.apply(request, io);
        }

        @Override
        public boolean moves(Request request) {
            return true;
        }
    }

    /** What a client sees. */
    private static class ClientIo implements CommandIo {
        private final InputStream input;
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final StringBuilder errors = new StringBuilder();
        private final Ending ending = new Ending();

        ClientIo(String input) {
            this.input = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public InputStream input() {
            return input;
        }

        @Override
        public OutputStream output() {
            return output;
        }

        @Override
        public void error(String line) {
            errors.append(line).append('\n');
        }

        @Override
        public Ending ending() {
            return ending;
        }

        @Override
        public boolean isOwn() {
            return true;
        }

        @Override
        public boolean isResumed() {
            return false;
        }
    }

    private static Request request(String... words) {
        return new Request(List.of(words), "", new byte[0], false);
    }

    private DirectoryHold hold() {
        return DirectoryHold.tryTake(directory.resolve("d")).orElseThrow();
    }

    private Answer ask(ClientIo io) throws IOException {
        try (LocalClient client = LocalClient.connect(directory.resolve("d")).orElseThrow()) {
            return client.run(request("echo"), io);
        }
    }

    private static Answer echo(CommandIo io) {
        try {
            byte[] input = io.input().readAllBytes();
            io.output().write(input);
            io.error("read " + input.length);
            return Answer.exit(7);
        } catch (IOException e) {
            return Answer.exit(5);
        }
    }

    @Test
    void inputOutputErrorsAndCodeCross() throws IOException {
        String text = "0123456789".repeat(100_000);
        ClientIo io = new ClientIo(text);
        try (DirectoryHold hold = hold();
                LocalServer server = LocalServer.start(hold, new Handler((request, other) -> echo(other)))) {
            assertEquals(Answer.exit(7), ask(io));
            server.finish();
        }
        assertEquals(text, io.output.toString(StandardCharsets.UTF_8));
        assertEquals("read 1000000\n", io.errors.toString());
    }

    @Test
    void anInputThatFailsEndsTheCommandAndIsThrown() throws IOException {
        CompletableFuture<Integer> atHolder = new CompletableFuture<>();
        Handler handler = new Handler((request, io) -> {
            Answer answer = echo(io);
            atHolder.complete(answer.code());
            return answer;
        });
        ClientIo io = new ClientIo("") {
            @Override
            public InputStream input() {
                return new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("line 7");
                    }
                };
            }
        };
        try (DirectoryHold hold = hold();
                LocalServer server = LocalServer.start(hold, handler)) {
            var thrown =
                    org.junit.jupiter.api.Assertions.assertThrows(java.io.UncheckedIOException.class, () -> ask(io));
            assertEquals("line 7", thrown.getCause().getMessage());
            assertEquals(5, atHolder.join());
            server.finish();
        }
    }

    @Test
    void aHolderThatEndsHandsMovingCommandsBack() throws IOException {
        CompletableFuture<Void> running = new CompletableFuture<>();
        Handler handler = new Handler((request, io) -> {
            running.complete(null);
            try {
                io.ending().await(new CompletableFuture<Void>());
                return Answer.exit(0);
            } catch (Ending.EndedException e) {
                return Answer.HANDOVER;
            }
        });
        try (DirectoryHold hold = hold();
                LocalServer server = LocalServer.start(hold, handler)) {
            CompletableFuture<Void> finishing = running.thenRunAsync(server::finish);
            assertEquals(Answer.HANDOVER, ask(new ClientIo("")));
            finishing.join();
            assertTrue(LocalClient.connect(directory.resolve("d")).isEmpty());
        }
    }

    @Test
    void aClientThatGoesEndsItsCommand() throws IOException {
        CompletableFuture<LocalClient> toClose = new CompletableFuture<>();
        CompletableFuture<Ending.Reason> ended = new CompletableFuture<>();
        Handler handler = new Handler((request, io) -> {
            toClose.join().close();
            try {
                io.ending().await(new CompletableFuture<Void>());
            } catch (Ending.EndedException e) {
                ended.complete(e.reason());
            }
            return Answer.exit(0);
        });
        try (DirectoryHold hold = hold();
                LocalServer server = LocalServer.start(hold, handler)) {
            LocalClient client = LocalClient.connect(directory.resolve("d")).orElseThrow();
            toClose.complete(client);
            assertEquals(Answer.LOST, client.run(request("wait"), new ClientIo("")));
            assertEquals(Ending.Reason.STOPPED, ended.join());
            server.finish();
        }
    }

    @Test
    void onlyTheOwnerCanReachTheSocket() throws IOException {
        try (DirectoryHold hold = hold();
                LocalServer server = LocalServer.start(hold, new Handler((request, io) -> echo(io)))) {
            Path socket = DirectoryHold.socketOf(directory.resolve("d")).orElseThrow();
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
            assertTrue(socket.toString().length() <= RunDirectory.SOCKET_PATH_BYTES_MAX);
            server.finish();
            assertFalse(Files.exists(socket));
        }
    }

    @Test
    void aDirectoryHasOneHolderAndThenTheNext() {
        try (DirectoryHold first = hold()) {
            assertTrue(DirectoryHold.tryTake(directory.resolve("d")).isEmpty(), first::toString);
        }
        hold().close();
    }

    @Test
    void whatAKilledHolderLeftIsCleanedByTheNext() throws IOException {
        Files.createDirectories(directory.resolve("d"));
        Path stale = directory.resolve("0123456789abcdef.sock");
        Files.writeString(stale, "");
        Files.writeString(directory.resolve("d").resolve(DirectoryHold.SOCKET_FILE), stale + "\n");
        assertTrue(LocalClient.connect(directory.resolve("d")).isEmpty());
        hold().close();
        assertFalse(Files.exists(stale));
    }

    @Test
    void aForgedSocketFileRemovesNothing() throws IOException {
        Files.createDirectories(directory.resolve("d"));
        Path precious = directory.resolve("precious");
        Files.writeString(precious, "x");
        Files.writeString(directory.resolve("d").resolve(DirectoryHold.SOCKET_FILE), precious + "\n");
        hold().close();
        assertTrue(Files.exists(precious));
    }

    @Test
    void runDirectoriesOpenToOthersOrTooLongAreNotUsed() throws IOException {
        Path open = Files.createDirectory(
                directory.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path session = directory.resolve("session");
        RunDirectory run =
                new RunDirectory(Map.of("KVSWARM_RUN_DIR", open.toString(), "XDG_RUNTIME_DIR", "" + session), "nobody");
        assertEquals(
                session.resolve("kvswarm"), run.newSocket(new SecureRandom()).getParent());
        String tooLong = directory.resolve("l".repeat(100)).toString();
        RunDirectory longer =
                new RunDirectory(Map.of("KVSWARM_RUN_DIR", tooLong, "XDG_RUNTIME_DIR", "" + session), "n");
        assertEquals(
                session.resolve("kvswarm"), longer.newSocket(new SecureRandom()).getParent());
    }
}
