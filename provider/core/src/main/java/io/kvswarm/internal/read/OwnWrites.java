package io.kvswarm.internal.read;

import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.CacheKey;

/** What this node has written and reads have to see although its owner has not answered yet (RULES 6). */
public interface OwnWrites {
    /** A node that writes nothing. */
    OwnWrites NONE = new OwnWrites() {
        @Override
        public Answer find(CacheKey key, int cell) {
            return null;
        }

        @Override
        public boolean isBehind(CacheKey key, int cell, Runnable whenEnded) {
            return false;
        }

        @Override
        public boolean isBehind(int cell, Runnable whenEnded) {
            return false;
        }
    };

    /** What a read has to answer; null if the owner has to be asked. */
    Answer find(CacheKey key, int cell);

    /** Whether the owner of {@code key} may be asked only once {@code whenEnded} has run. */
    boolean isBehind(CacheKey key, int cell, Runnable whenEnded);

    /** Whether the owner of {@code cell} may be asked for a page only once {@code whenEnded} has run. */
    boolean isBehind(int cell, Runnable whenEnded);
}
