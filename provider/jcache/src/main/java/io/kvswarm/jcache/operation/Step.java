package io.kvswarm.jcache.operation;

/** Something to be done with one key, in rounds until one of them holds. Confined to the caller's thread. */
interface Step {
    Key key();

    /** True if it will likely change the entry, so that its place is taken first where order matters. */
    boolean isChange();

    /** True if deciding may call a loader or a processor. */
    boolean callsApplication();

    /** True if the writer has been called for it already. */
    boolean isWritten();

    /** True if it may call the writer, and so must not be disturbed by other processes meanwhile. */
    default boolean mayWrite() {
        return isChange() && !isWritten();
    }

    /** True if it only reads: without an owner it can miss. */
    default boolean isRead() {
        return false;
    }

    /** True if it changes the entry whatever is there, and gives nothing of it back: it needs no owner's answer. */
    default boolean isPlain() {
        return false;
    }

    /** What was read already, for the first round; null to read it. */
    default Seen given() {
        return null;
    }

    /** What the entry becomes; called again if another change came between. */
    Decision decide(Seen seen);
}
