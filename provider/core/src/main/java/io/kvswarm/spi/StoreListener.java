package io.kvswarm.spi;

/** Is told of changes. */
@FunctionalInterface
public interface StoreListener {
    /** An entry changed. What it throws is logged and has no effect. */
    void onEvent(StoreEvent event);

    /**
     * Changes may be missing at this place: the connection to an owner has ended, or this listener or its node was too
     * slow. Events go on as soon as they can.
     */
    default void onGap() {}

    /** The cache was destroyed: nothing more is told. */
    default void onEnd() {}
}
