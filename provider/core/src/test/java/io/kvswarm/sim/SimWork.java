package io.kvswarm.sim;

/** What the applications of a run do, and what is checked of it in the end. */
interface SimWork {
    /** A node's process works; called for each of its processes, on its loop. */
    void onUp(SimNode node);

    /** All nodes work for the first time. */
    void start();

    /** True once everything has been begun that the plan wants. */
    boolean isBegun();

    /** Nothing goes wrong any more: ends what is under way, and checks. */
    void end();
}
