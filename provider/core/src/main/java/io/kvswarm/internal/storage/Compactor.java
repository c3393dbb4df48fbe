package io.kvswarm.internal.storage;

import io.kvswarm.internal.log.LogState;
import io.kvswarm.internal.log.SegmentInfo;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log within a small multiple of what is live: carries the live records of the oldest segment forward, puts
 * checkpoints behind them, and deletes it once the index on the device points nowhere into it. Confined to the loop.
 *
 * <p>Always the oldest: then whatever a removal hides lies in front of it, a removal in the oldest segment hides
 * nothing any more, and a replay in the order of the files always ends at the newest state. A segment that is damaged
 * stays where it is: it may be repaired, and whoever reads from it is told. Then it is the oldest but for those, and
 * {@link StaleRemovals} keeps hidden what was removed.
 */
final class Compactor {
    private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);
    private static final long RETRY_FIRST_SECONDS = 1;
    private static final int RETRY_DOUBLINGS_MAX = 6;

    private final Owner owner;
    private final Throttle throttle;
    /** Damaged segments, which stay. */
    private final NavigableSet<Long> kept = new TreeSet<>();

    private boolean running;
    private int failures;
    private long retryNanos;
    private long compacted;

    Compactor(Owner owner, Throttle throttle) {
        this.owner = owner;
        this.throttle = throttle;
    }

    /** Segments deleted so far. */
    long compactedCount() {
        return compacted;
    }

    void tick() {
        if (running || (failures > 0 && owner.clock().nanos() - retryNanos < 0) || !isTooLarge()) {
            return;
        }
        for (SegmentInfo segment : owner.log().segments()) {
            if (!kept.contains(segment.number())) {
                if (!segment.isActive()) {
                    compact(segment.number());
                }
                return;
            }
        }
    }

    /** What is kept for its damage does not count: nothing that is done here makes it less. */
    private boolean isTooLarge() {
        long live = owner.table().liveBytes().entrySet().stream()
                .filter(segment -> !kept.contains(segment.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        long total = owner.log().segments().stream()
                .filter(segment -> !kept.contains(segment.number()))
                .mapToLong(SegmentInfo::bytes)
                .sum();
        return total > 2 * live + owner.settings().compactSlackBytes();
    }

    private void compact(long segment) {
        running = true;
        new SegmentCarrier(owner, throttle, segment, kept.headSet(segment))
                .carry()
                .whenComplete((damage, failure) -> {
                    if (!isOpen()) {
                        // What is not cleaned up now is when the node runs again.
                        LOG.debug(
                                "segment {} stays: log {}", segment, owner.log().state());
                    } else if (failure != null) {
                        retryLater(segment, failure);
                    } else if (damage != null) {
                        keep(segment, damage);
                    } else {
                        owner.committer().afterCommit(() -> syncIndex(segment));
                    }
                });
    }

    private boolean isOpen() {
        return owner.log().state() == LogState.OPEN || owner.log().state() == LogState.FULL;
    }

    /** Without it a power cut could leave an index that points into the segment, to be rebuilt as a whole. */
    private void syncIndex(long segment) {
        owner.table().sync(failure -> {
            if (failure == null && isOpen()) {
                delete(segment);
            } else {
                retryLater(segment, failure);
            }
        });
    }

    private void delete(long segment) {
        owner.log().deleteSegment(segment).whenComplete((done, failure) -> {
            if (failure == null) {
                running = false;
                failures = 0;
                compacted++;
            } else {
                retryLater(segment, failure);
            }
        });
    }

    private void keep(long segment, String damage) {
        LOG.error(
                "segment {} is damaged and stays on the disk, the log is compacted behind it; what is damaged is not"
                        + " served: {}",
                segment,
                damage);
        kept.add(segment);
        running = false;
    }

    private void retryLater(long segment, Throwable failure) {
        long seconds = RETRY_FIRST_SECONDS << Math.min(failures, RETRY_DOUBLINGS_MAX);
        failures++;
        retryNanos = owner.clock().nanos() + TimeUnit.SECONDS.toNanos(seconds);
        running = false;
        if (isOpen()) {
            LOG.warn("segment {} stays for now, compacted again in {} s: {}", segment, seconds, messageOf(failure));
        }
    }

    private static String messageOf(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }
}
