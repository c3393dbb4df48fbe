package io.kvswarm.internal.log;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A log after opening, and what was found in it.
 *
 * @param log         the log; everything in it is synced
 * @param end         mark behind its last record
 * @param heads       head of every cell whose chain is whole
 * @param brokenCells cells whose chain cannot be told: a record of theirs is damaged or missing and neither a signed
 *     head nor a checkpoint stands behind it; the log takes no records for them
 * @param losses      which cells the damages may have taken records from
 * @param damages     what does not verify, in the order it lies in; empty is the normal case
 * @param cutBytes    bytes cut from the end, which a crash had left half written; nothing synced was among them
 */
public record OpenedLog(
        RecordLog log,
        RecordPosition end,
        Map<Integer, ChainHead> heads,
        Set<Integer> brokenCells,
        Losses losses,
        List<Damage> damages,
        long cutBytes) {}
