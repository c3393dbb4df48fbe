package io.kvswarm.sim.history;

import java.util.ArrayList;
import java.util.List;

/** Everything that happened to one key. */
public final class KeyHistory {
    private final String key;
    private final List<Operation> operations = new ArrayList<>();
    private final List<Loss> losses = new ArrayList<>();

    /** A history without operations; {@code key} names it in explanations. */
    public KeyHistory(String key) {
        this.key = key;
    }

    /** What it is the history of. */
    public String key() {
        return key;
    }

    /** Adds an operation. */
    public Operation add(Operation operation) {
        operations.add(operation);
        return operation;
    }

    /** Adds a fault. */
    public void add(Loss loss) {
        losses.add(loss);
    }

    /** Takes back the faults of an owner's term: it had stopped cleanly before them. */
    public void removeLosses(long term) {
        losses.removeIf(loss -> loss.term() == term);
    }

    /** The operations, in the order added. */
    public List<Operation> operations() {
        return operations;
    }

    /** The faults, in the order added. */
    public List<Loss> losses() {
        return losses;
    }

    /** All of it, in the order of beginnings. */
    public String describe() {
        StringBuilder text = new StringBuilder("history of ").append(key).append('\n');
        List<Operation> sorted = new ArrayList<>(operations);
        sorted.sort((one, other) -> Long.compare(one.invoked, other.invoked));
        List<Loss> left = new ArrayList<>(losses);
        left.sort((one, other) -> Long.compare(one.at(), other.at()));
        for (Operation operation : sorted) {
            while (!left.isEmpty() && left.get(0).at() <= operation.invoked) {
                text.append(describe(left.remove(0)));
            }
            text.append("  ").append(operation).append('\n');
        }
        left.forEach(loss -> text.append(describe(loss)));
        return text.toString();
    }

    private static String describe(Loss loss) {
        return String.format("  ------ at %.3f only %s survives%n", loss.at() / 1e6, loss.survives());
    }
}
