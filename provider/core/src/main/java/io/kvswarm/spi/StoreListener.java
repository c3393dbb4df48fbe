package io.kvswarm.spi;

/** Is told of changes. */
@FunctionalInterface
public interface StoreListener {
    /** An entry changed. What it throws is logged and has no effect. */
    void onEvent(StoreEvent event);
}
