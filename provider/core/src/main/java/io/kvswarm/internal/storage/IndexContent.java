package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.log.ChainHead;
import io.kvswarm.internal.log.RecordPosition;
import io.kvswarm.internal.store.Index;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What an index says besides entries.
 *
 * <p>A cell's part is the head of its chain, {@link ChainHead#BYTES} bytes, then its {@link CellState}.
 */
record IndexContent(
        RecordPosition watermark, NodeState node, Map<Integer, CellState> cells, Map<Integer, ChainHead> heads) {

    /** Reads it; may block. */
    static IndexContent of(Index index) {
        Map<Integer, CellState> cells = new HashMap<>();
        Map<Integer, ChainHead> heads = new HashMap<>();
        index.cellStates().forEach((cell, bytes) -> {
            heads.put(
                    cell, ChainHead.readFrom(new BodyReader("CellState", ByteBuffer.wrap(bytes, 0, ChainHead.BYTES))));
            cells.put(cell, CellState.of(cell, Arrays.copyOfRange(bytes, ChainHead.BYTES, bytes.length)));
        });
        NodeState node = NodeState.of(index.nodeState());
        node.owned().forEach((cell, epoch) -> cells.computeIfAbsent(cell, number -> new CellState(number, epoch)));
        return new IndexContent(index.watermark(), node, cells, heads);
    }

    static byte[] encode(ChainHead head, CellState cell) {
        byte[] state = cell.toBytes();
        ByteSink out = new ByteSink(ChainHead.BYTES + state.length);
        head.writeTo(out);
        return out.bytes(state).toBytes();
    }

    /** Puts the head into the bytes of a cell that were made with another one. */
    static void setHead(byte[] bytes, ChainHead head) {
        ByteSink out = new ByteSink(ChainHead.BYTES);
        head.writeTo(out);
        System.arraycopy(out.array(), 0, bytes, 0, ChainHead.BYTES);
    }
}
