package io.kvswarm.internal.config;

/** What to do with an offered config. */
public sealed interface ConfigDecision {
    /** One sentence for a log or an error: what was offered and what comes of it. */
    String message();

    /**
     * Act on it and pass it on.
     *
     * @param config the config to run from now on
     */
    record Accepted(ConfigDocument config) implements ConfigDecision {
        @Override
        public String message() {
            return "accepted " + config;
        }
    }

    /**
     * It says what the running one says.
     *
     * @param running the config in force
     */
    record Same(ConfigDocument running) implements ConfigDecision {
        @Override
        public String message() {
            return "already running " + running;
        }
    }

    /**
     * It is older: ignore it, and tell who offered it the one that runs.
     *
     * @param running      the config in force
     * @param offeredEpoch epoch of the one offered
     */
    record Older(ConfigDocument running, long offeredEpoch) implements ConfigDecision {
        @Override
        public String message() {
            return "ignored a config of epoch " + offeredEpoch + ": running " + running;
        }
    }

    /**
     * It is newer, but nobody this node obeys has said so: report it, act on nothing.
     *
     * @param offered what was offered
     * @param message why it is not law and what would make it so
     */
    record News(ConfigDocument offered, String message) implements ConfigDecision {}

    /**
     * It contradicts one this node has acted on: refuse it, keep both, be loud.
     *
     * @param running the config in force
     * @param offered the other one
     * @param message where they part
     */
    record Fork(ConfigDocument running, ConfigDocument offered, String message) implements ConfigDecision {}

    /**
     * It cannot be acted on.
     *
     * @param reason  what kind of fault
     * @param message what is wrong with it, what goes on running and what to do
     */
    record Refused(Reason reason, String message) implements ConfigDecision {}

    /** Why a config is refused. */
    enum Reason {
        /** Not a config at all, or one that contradicts itself. */
        MALFORMED,
        /** Another swarm's. */
        OTHER_SWARM,
        /** This swarm has an authority, and it has not signed. */
        NOT_SIGNED,
        /** A cell would get another owner, which cannot be done yet. */
        MOVES_CELLS
    }
}
