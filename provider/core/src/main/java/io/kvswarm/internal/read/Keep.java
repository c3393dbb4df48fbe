package io.kvswarm.internal.read;

import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Read;

/** Who would like to keep the owner's answer to one read. Confined to the loop. */
public interface Keep {
    /** It is about to be asked for over a link; once more if it was not answered. Says whether to ask to keep it. */
    Read.Hold asking(Link link);

    /**
     * The owner has answered that there is an entry or none.
     *
     * @param isHeld true if the owner tells changes of it from then on
     */
    void answered(Link link, Answer answer, boolean isHeld);

    /** The read is over, whether or not it was answered. */
    void ended();
}
