package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Whoever answers at a place: behind one name there may be many. On the loop.
 *
 * @param place a name or a numeric address
 * @param links who is linked
 * @param someoneIsMissing whether there is a reason to look
 */
record UnknownNodes(HostPort place, Links links, BooleanSupplier someoneIsMissing) implements DialTarget {
    @Override
    public NodeId expected() {
        return null;
    }

    @Override
    public boolean isMissing() {
        return someoneIsMissing.getAsBoolean();
    }

    @Override
    public void places(Consumer<List<HostPort>> then) {
        then.accept(List.of(place));
    }

    @Override
    public boolean isWorthDialing(HostPort numeric) {
        return links.open().stream()
                .noneMatch(link -> link.isDialed() && link.remoteAddress().equals(numeric.toString()));
    }
}
