package io.kvswarm.api;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** Who may read the data of a swarm, beside its writers and storage nodes. Immutable. */
public final class Readers {
    /** Every node that can reach the swarm. */
    public static final Readers ANY = new Readers("any", List.of());

    /** Nobody else. */
    public static final Readers WRITERS = new Readers("writers", List.of());

    private final String word;
    private final List<NodeId> nodes;

    private Readers(String word, List<NodeId> nodes) {
        this.word = word;
        this.nodes = nodes;
    }

    /** These nodes; an empty collection stands for {@link #WRITERS}. */
    public static Readers of(Collection<NodeId> nodes) {
        return nodes.isEmpty() ? WRITERS : new Readers("", List.copyOf(new TreeSet<>(nodes)));
    }

    /** True if {@code node} may read even if it is neither a writer nor a storage node. */
    public boolean include(NodeId node) {
        return this.equals(ANY) || nodes.contains(node);
    }

    /** The nodes named, in order; empty for {@link #ANY} and {@link #WRITERS}. */
    public List<NodeId> nodes() {
        return nodes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Readers that && word.equals(that.word) && nodes.equals(that.nodes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(word, nodes);
    }

    /** {@code any}, {@code writers}, or the ids of the nodes. */
    @Override
    public String toString() {
        return nodes.isEmpty() ? word : nodes.toString();
    }
}
