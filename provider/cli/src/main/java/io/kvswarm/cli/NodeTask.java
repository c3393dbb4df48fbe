package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.cli.local.CommandIo;
import java.io.IOException;

/** What a command does with a node, in whichever process that runs. */
interface NodeTask {
    /** How a task lives with the others of its directory. */
    enum Stay {
        /** Soon over, and not to be broken off. */
        FINISHES,
        /** Soon over, and can be ended and begun again elsewhere. */
        MOVES,
        /** Goes on until it is stopped, and can be ended and begun again elsewhere. */
        REMAINS,
        /** Takes long, and is not to be broken off: not for a process that is soon over. */
        TAKES_LONG,
        /** Goes on until it is stopped, in the process that was called and no other. */
        OWNS
    }

    /** How it lives with the others. */
    Stay stay();

    /** Does it, and says the exit code. */
    int run(KvSwarm node, CommandIo io) throws IOException;
}
