package io.kvswarm.internal.write;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.wire.Owners;
import io.kvswarm.internal.wire.Routing;
import java.util.random.RandomGenerator;

/**
 * What a writer is given from outside.
 *
 * @param loop    everything runs on it
 * @param random  for session ids: a {@link java.security.SecureRandom} outside of tests
 * @param owners  links by node
 * @param routing where keys go; null for a writer of messages, which are for named nodes
 * @param outbox  where its outboxes lie; null in a node without a data directory
 */
public record WriterPlace(Loop loop, RandomGenerator random, Owners owners, Routing routing, OutboxPlace outbox) {}
