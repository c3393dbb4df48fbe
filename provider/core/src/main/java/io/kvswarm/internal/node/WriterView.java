package io.kvswarm.internal.node;

import io.kvswarm.internal.read.OwnWrites;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.write.Writer;

/** What a writer has pending, as the reader beside it has to see it. Confined to the loop. */
record WriterView(Writer writer) implements OwnWrites {
    @Override
    public Answer find(CacheKey key, int cell) {
        return writer.pending().isEmpty() ? null : writer.pending().find(key, cell);
    }

    @Override
    public boolean isBehind(CacheKey key, int cell, Runnable whenEnded) {
        return !writer.pending().isEmpty() && writer.pending().isBehind(key, cell, whenEnded);
    }

    @Override
    public boolean isBehind(int cell, Runnable whenEnded) {
        return writer.isBehind(cell, whenEnded);
    }
}
