package io.kvswarm.internal.peer;

import io.kvswarm.internal.base.Clock;
import io.kvswarm.internal.base.Loop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Netty event loop as the node's loop: a message is read, handled and answered without a change of threads.
 *
 * <p>A turn is what the loop does between two looks at its sockets. Its end comes behind the tasks that were queued
 * when the first {@link #atEndOfTurn} was called; buffers of connections go out after everything else of that turn.
 */
public final class NettyLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);
    private static final int QUIET_MILLIS = 0;
    private static final int SHUTDOWN_MILLIS_MAX = 5000;

    private final EventLoopGroup group;
    private final EventLoop eventLoop;
    private final Clock clock;
    private final List<Runnable> endOfTurn = new ArrayList<>();
    private final List<Runnable> flushes = new ArrayList<>();
    private boolean endIsDue;

    /** Starts a loop with a daemon thread of its own, when it is first used. */
    public NettyLoop(String threadName, Clock clock) {
        // Deprecated in Netty 4.2, but the one kind that 4.1 has as well.
        this.group = newGroup(threadName);
        this.eventLoop = group.next();
        this.clock = clock;
    }

    @SuppressWarnings("deprecation")
    private static EventLoopGroup newGroup(String threadName) {
        return new NioEventLoopGroup(1, new DefaultThreadFactory(threadName, true));
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        try {
            ScheduledFuture<?> due = eventLoop.schedule(guarded(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
            return () -> due.cancel(false);
        } catch (RejectedExecutionException closing) {
            return () -> {};
        }
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        endOfTurn.add(task);
        endTurnSoon();
    }

    @Override
    public boolean isInside() {
        return eventLoop.inEventLoop();
    }

    /** Runs {@code flush} once this turn has nothing else to do; call it on the loop. */
    void flushAtEndOfTurn(Runnable flush) {
        flushes.add(flush);
        endTurnSoon();
    }

    /** Stops the thread once what is queued has run. What is scheduled does not run any more. Safe from any thread. */
    public Future<?> close() {
        return group.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_MILLIS_MAX, TimeUnit.MILLISECONDS);
    }

    private void endTurnSoon() {
        assertInside();
        if (!endIsDue) {
            endIsDue = true;
            eventLoop.execute(this::endTurn);
        }
    }

    private void endTurn() {
        endIsDue = false;
        runAll(endOfTurn);
        runAll(flushes);
    }

    /** By index: a task may add another one, which belongs to the same turn. */
    private static void runAll(List<Runnable> tasks) {
        for (int i = 0; i < tasks.size(); i++) {
            guarded(tasks.get(i)).run();
        }
        tasks.clear();
    }

    /** Netty drops what a timer throws without a word. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error mistake) {
                LOG.error("a task on {} failed", Thread.currentThread().getName(), mistake);
                if (mistake instanceof VirtualMachineError) {
                    throw mistake;
                }
            }
        };
    }
}
