package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import java.util.List;
import java.util.function.Consumer;

/** What a {@link Dialer} tries to reach. On the loop. */
interface DialTarget {
    /** Whose key the other end has to have; null if any will do. */
    NodeId expected();

    /** False while there is no reason to dial. */
    boolean isMissing();

    /** Where it may be, looked up anew for every attempt; names are allowed. */
    void places(Consumer<List<HostPort>> then);

    /** False for a numeric address that need not be dialed now. */
    boolean isWorthDialing(HostPort place);
}
