package io.kvswarm.cli.local;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes commands of other processes for a directory this one holds. Safe from any thread. */
public final class LocalServer implements AutoCloseable {
    /** Most commands at a time; who comes then asks again. */
    static final int CONVERSATIONS_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(LocalServer.class);

    private final DirectoryHold hold;
    private final CommandHandler handler;
    private final ServerSocketChannel listening;
    private final UserPrincipal owner;
    /** Guarded by this. */
    private final Set<Conversation> conversations = new HashSet<>();
    /** Guarded by this. */
    private boolean closing;

    private LocalServer(
            DirectoryHold hold, CommandHandler handler, ServerSocketChannel listening, UserPrincipal owner) {
        this.hold = hold;
        this.handler = handler;
        this.listening = listening;
        this.owner = owner;
    }

    /**
     * Starts to take commands.
     *
     * @throws SwarmException with {@code DIRECTORY_UNUSABLE} if there is no place for a socket
     */
    public static LocalServer start(DirectoryHold hold, CommandHandler handler) {
        Path socket = RunDirectory.ofThisProcess().newSocket(new SecureRandom());
        try {
            ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listening.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            LocalServer server = new LocalServer(hold, handler, listening, Files.getOwner(socket));
            hold.publish(socket);
            startThread("kvswarm-commands", server::accept);
            return server;
        } catch (IOException e) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    "no local socket can be made at " + socket + " (" + e.getMessage()
                            + "); set KVSWARM_RUN_DIR to a short path that only this user may enter",
                    e);
        }
    }

    /** Takes no more commands, sends away those that can move, and waits for the others to end. */
    public void finish() {
        close();
        tell(conversation -> handler.moves(conversation.request()), Ending.Reason.HANDED_OVER);
        allDone().join();
    }

    /** Like {@link #finish}, but tells the others to stop too, and waits a limited time. */
    public void stop(long graceMillis) {
        close();
        tell(conversation -> handler.moves(conversation.request()), Ending.Reason.HANDED_OVER);
        tell(conversation -> true, Ending.Reason.STOPPED);
        allDone().completeOnTimeout(null, graceMillis, TimeUnit.MILLISECONDS).join();
    }

    /** Takes no more commands. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        hold.withdraw();
        try {
            listening.close();
        } catch (IOException e) {
            LOG.debug("closing the local socket: {}", e.toString());
        }
    }

    CommandHandler handler() {
        return handler;
    }

    /** True if a command whose request is complete is to be run. */
    synchronized boolean admits(Conversation conversation) {
        return !closing && conversations.contains(conversation);
    }

    synchronized void onEnd(Conversation conversation) {
        conversations.remove(conversation);
    }

    private void tell(Predicate<Conversation> which, Ending.Reason reason) {
        running().filter(which).forEach(conversation -> conversation.ending().end(reason));
    }

    private CompletableFuture<Void> allDone() {
        return CompletableFuture.allOf(running().map(Conversation::done).toArray(CompletableFuture<?>[]::new));
    }

    /** Those that ask for something; a process that has not said what it wants is not waited for. */
    private synchronized Stream<Conversation> running() {
        return conversations.stream().filter(conversation -> conversation.request() != null).toList().stream();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listening.accept();
                if (isOwn(channel)) {
                    converse(channel);
                } else {
                    channel.close();
                }
            }
        } catch (IOException e) {
            LOG.debug("no more commands of other processes: {}", e.toString());
        }
    }

    private void converse(SocketChannel channel) throws IOException {
        Conversation conversation = new Conversation(new FrameChannel(channel), this);
        synchronized (this) {
            if (conversations.size() >= CONVERSATIONS_MAX) {
                LOG.warn("{} commands of other processes run at once; one more has to ask again", CONVERSATIONS_MAX);
                channel.close();
                return;
            }
            conversations.add(conversation);
        }
        startThread("kvswarm-command", conversation);
    }

    /** The directory keeps others out; where the system tells who connects, that is looked at too. */
    private boolean isOwn(SocketChannel channel) throws IOException {
        if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            return true;
        }
        UserPrincipal user =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        // The superuser can read and write everything of this user anyway.
        return user.getName().equals(owner.getName()) || user.getName().equals("root");
    }

    private static void startThread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
