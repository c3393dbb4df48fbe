package io.kvswarm.jcache;

import io.kvswarm.jcache.config.SwarmSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The engines of this process: one per swarm, shared by all managers that name it, started by the first that needs it
 * and closed with the last. Safe from any thread.
 */
final class Engines {
    /** Those of the whole process, whatever class loaders its managers have. */
    static final Engines OF_PROCESS = new Engines(NodeEngine::open);

    private final Function<SwarmSettings, Engine> opener;
    private final Map<SwarmSettings, Shared> engines = new HashMap<>();

    Engines(Function<SwarmSettings, Engine> opener) {
        this.opener = opener;
    }

    /** One manager's hold on an engine that may not have started yet. */
    Hold hold(SwarmSettings swarm) {
        return new Hold(swarm.normalized());
    }

    /** How many engines run. */
    synchronized int running() {
        return engines.size();
    }

    /** An engine and how many hold it. */
    private static final class Shared {
        private final Engine engine;
        private int holders;

        Shared(Engine engine) {
            this.engine = engine;
        }
    }

    /** One manager's hold. */
    final class Hold implements AutoCloseable {
        private final SwarmSettings swarm;
        private Shared shared;
        private boolean isClosed;

        private Hold(SwarmSettings swarm) {
            this.swarm = swarm;
        }

        /** The engine, started if nobody has; a hold that is closed starts none. */
        Engine engine() {
            synchronized (Engines.this) {
                if (isClosed) {
                    throw new IllegalStateException("the cache manager is closed");
                }
                if (shared == null) {
                    Shared found = engines.computeIfAbsent(swarm, wanted -> new Shared(opener.apply(wanted)));
                    found.holders++;
                    shared = found;
                }
                return shared.engine;
            }
        }

        /** True if this hold has started the engine, or joined it. */
        boolean isStarted() {
            synchronized (Engines.this) {
                return shared != null;
            }
        }

        /** Lets go; who lets go last closes the engine. Nobody can start it anew before it is closed. */
        @Override
        public void close() {
            synchronized (Engines.this) {
                isClosed = true;
                if (shared != null && --shared.holders == 0) {
                    engines.remove(swarm);
                    shared.engine.close();
                }
                shared = null;
            }
        }
    }
}
