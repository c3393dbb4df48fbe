package io.kvswarm.internal.write;

import io.kvswarm.internal.wire.Mutation;

/** Is told which changes of this node are under way. Confined to the loop. */
public interface OwnChanges {
    /** Tells nobody. */
    OwnChanges NOBODY = new OwnChanges() {
        @Override
        public void begun(Mutation mutation) {}

        @Override
        public void ended(Mutation mutation) {}
    };

    /** From now on it may take effect at its owner: before it is sent, and when an owner may have lost it. */
    void begun(Mutation mutation);

    /** Its owner has said how it ended; told as often as {@link #begun} was, with the same mutation. */
    void ended(Mutation mutation);
}
