package io.kvswarm.internal.base;

import java.util.concurrent.Executor;

/**
 * One private thread for work that may block, such as files: tasks run one after the other in the order given.
 *
 * <p>Nobody outside can interrupt it, which matters: an interrupted thread closes the file channel under it. In the
 * simulator a worker is a queue in virtual time.
 */
public interface Worker extends Executor, AutoCloseable {
    /** Runs what was given before, then stops; later tasks are refused with {@code RejectedExecutionException}. */
    @Override
    void close();
}
