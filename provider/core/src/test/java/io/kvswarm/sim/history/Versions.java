package io.kvswarm.sim.history;

import io.kvswarm.internal.wire.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether no version was ever used for two things, and no key's version fell. */
public final class Versions {
    private final Map<Place, Use> uses = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private record Place(int cell, Version version) {}

    private record Use(String key, long content) {}

    /** What somebody was shown of a version, or knew of it at a time. */
    private record Sight(long at, Version version, Operation by) {}

    /** Takes note of what the clients of one key, which lies in {@code cell}, were shown. */
    public void add(int cell, KeyHistory history) {
        for (Operation operation : history.operations()) {
            if (operation.made != null && operation.kind == Operation.Kind.PUT) {
                use(cell, operation.made, new Use(history.key(), operation.content));
            }
            if (operation.seenVersion != null) {
                use(cell, operation.seenVersion, new Use(history.key(), operation.seenContent));
            }
        }
        requireRising(history);
    }

    private void use(int cell, Version version, Use use) {
        Use other = version.equals(Version.NONE) ? null : uses.putIfAbsent(new Place(cell, version), use);
        if (other != null && !other.equals(use)) {
            problems.add("cell " + cell + ": " + version + " is of content " + other.content() + " of " + other.key()
                    + " and of content " + use.content() + " of " + use.key());
        }
    }

    /** Whoever begins after somebody was shown a version is shown no lower one, unless a loss lies between. */
    private void requireRising(KeyHistory history) {
        List<Operation> begun = new ArrayList<>(history.operations());
        begun.removeIf(operation -> !operation.isBound());
        List<Sight> ended = new ArrayList<>();
        begun.forEach(operation -> addSights(ended, operation));
        begun.sort(Comparator.comparingLong(operation -> operation.invoked));
        ended.sort(Comparator.comparingLong(Sight::at));
        List<Loss> losses = new ArrayList<>(history.losses());
        losses.sort(Comparator.comparingLong(Loss::at));
        Sight highest = null;
        long lossAt = -1;
        int next = 0;
        for (Operation operation : begun) {
            while (next < ended.size() && ended.get(next).at() < operation.invoked) {
                Sight sight = ended.get(next++);
                boolean isHigher = highest == null || sight.version().compareTo(highest.version()) > 0;
                highest = isHigher && sight.by().invoked > lossAt ? sight : highest;
            }
            while (!losses.isEmpty() && losses.get(0).at() <= operation.returned) {
                lossAt = losses.remove(0).at();
                highest = null;
            }
            require(history, highest, operation.seenVersion, operation);
            require(history, highest, operation.made, operation);
        }
    }

    private static void addSights(List<Sight> sights, Operation operation) {
        if (operation.seenVersion != null) {
            sights.add(new Sight(operation.returned, operation.seenVersion, operation));
        }
        if (operation.made != null) {
            sights.add(new Sight(operation.returned, operation.made, operation));
        }
    }

    private void require(KeyHistory history, Sight highest, Version version, Operation operation) {
        if (highest != null && version != null && version.compareTo(highest.version()) < 0) {
            problems.add(history.key() + ": a version fell\n  " + highest.by() + "\n  " + operation);
        }
    }

    /** What was found wrong; empty if all is well. */
    public List<String> problems() {
        return problems;
    }
}
