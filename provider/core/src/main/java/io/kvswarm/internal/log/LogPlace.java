package io.kvswarm.internal.log;

import io.kvswarm.internal.base.Disk;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.Worker;

/**
 * Where a log runs and lies. The log closes none of these.
 *
 * @param loop   the log belongs to it
 * @param writer does what writes; may serve several logs, which then wait for each other's syncs
 * @param reader does what reads; another one than {@code writer}, so that reads don't wait for syncs
 * @param disk   holds the files
 */
public record LogPlace(Loop loop, Worker writer, Worker reader, Disk disk) {}
