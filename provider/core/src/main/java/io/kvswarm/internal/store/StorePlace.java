package io.kvswarm.internal.store;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.Worker;
import java.util.random.RandomGenerator;

/**
 * Where a table runs. It closes none of these.
 *
 * @param loop   the table belongs to it
 * @param writer does what writes the index
 * @param reader does what reads the index; another one than {@code writer}, so that reads don't wait for commits
 * @param random picks candidates for eviction; used on the loop alone
 */
public record StorePlace(Loop loop, Worker writer, Worker reader, RandomGenerator random) {}
