package io.kvswarm.sim;

/** Ends the task of a process that crashed in the middle of it. Not a failure: the simulation goes on. */
final class SimCrash extends Error {
    private static final long serialVersionUID = 1;

    SimCrash() {
        super("the simulated process has crashed", null, false, false);
    }
}
