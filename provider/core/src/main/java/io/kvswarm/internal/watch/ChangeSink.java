package io.kvswarm.internal.watch;

import io.kvswarm.internal.wire.EntryEvent;

/** Takes the changes of one cache. Called on the loop; hands over and returns. */
public interface ChangeSink {
    /**
     * An entry changed.
     *
     * @param isOwn true if a session of this process made the change
     */
    void onChange(EntryEvent event, boolean isOwn);

    /** Changes may be missing here: the link to an owner has ended, or this node was too slow for it. */
    void onGap();

    /** The cache was destroyed: nothing more comes. */
    default void onEnd() {}
}
