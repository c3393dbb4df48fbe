package io.kvswarm.internal.store;

import io.kvswarm.internal.wire.Version;
import java.util.List;
import java.util.Map;

/**
 * What a commit found out.
 *
 * @param commits    its number: reads as of it or later see it
 * @param counts     new counts of the parts of which it changed the count
 * @param liveBytes  new live bytes of the segments it changed; 0 for those that have none any more
 * @param purged     entries that a clear had killed and that are deleted now
 * @param floorsDone clears of which no dead entry is left
 */
public record CommitResult(
        long commits,
        Map<CacheCell, EntryCount> counts,
        Map<Long, Long> liveBytes,
        List<PlacedKey> purged,
        Map<CacheCell, Version> floorsDone) {}
