package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes connections between nodes. All calls and all callbacks on the node's loop.
 *
 * <p>In production TLS over TCP, in the simulator a network in virtual time.
 */
public interface Transport {
    /** No network: nobody is reached, and nobody reaches this node. */
    Transport NONE = new Transport() {
        @Override
        public void listen(HostPort at, Listener listener) {
            listener.onListenFailed("a swarm embedded in a process takes no connections");
        }

        @Override
        public void dial(HostPort to, NodeId expected, Dialing dialing) {
            dialing.onDialFailed("a swarm embedded in a process makes no connections");
        }

        @Override
        public void resolve(HostPort name, Consumer<List<HostPort>> then) {
            then.accept(List.of());
        }

        @Override
        public void close() {}
    };

    /** Takes connections at {@code at}; port 0 means any free port. May be called once for each address. */
    void listen(HostPort at, Listener listener);

    /**
     * Makes one attempt to connect.
     *
     * @param to numeric, as {@link #resolve} gives it
     * @param expected whose key the other end has to have; null to learn it
     */
    void dial(HostPort to, NodeId expected, Dialing dialing);

    /** Looks up a name: its numeric addresses with the same port, in no particular order; none if it is unknown. */
    void resolve(HostPort name, Consumer<List<HostPort>> then);

    /** Ends all connections and stops listening. Handlers are told. */
    void close();

    /** What becomes of {@link #listen}. */
    interface Listener {
        /**
         * It listens.
         *
         * @param bound the address with its true port
         * @param reachableAt where others can reach it; more than one if {@code bound} stands for all interfaces
         */
        void onListening(HostPort bound, List<HostPort> reachableAt);

        /** It cannot listen there; nothing more follows. */
        void onListenFailed(String reason);

        /** Somebody connected and proved his key. Says who handles the connection. */
        ConnectionHandler onConnection(Connection connection);
    }

    /** What becomes of one {@link #dial}: exactly one of the two. */
    interface Dialing {
        /** The other end proved its key, the expected one if there is one. Says who handles the connection. */
        ConnectionHandler onConnection(Connection connection);

        /** There is no connection. */
        void onDialFailed(String reason);
    }
}
