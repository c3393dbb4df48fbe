package io.kvswarm.internal.log;

import java.util.Map;

/** Heads of cells with one signature over all of them. */
public final class SignedHeads {
    private final Map<Integer, ChainHead> heads;

    SignedHeads(Map<Integer, ChainHead> heads) {
        this.heads = heads;
    }

    /** Head of each cell that is covered. */
    public Map<Integer, ChainHead> heads() {
        return heads;
    }
}
