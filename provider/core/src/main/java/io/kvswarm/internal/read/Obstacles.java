package io.kvswarm.internal.read;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.wire.Answer;

/** The words for reads that were not answered. */
final class Obstacles {
    private Obstacles() {}

    static SwarmException notConnected(Request request, Asking asking) {
        return new SwarmException(
                ErrorCode.UNREACHABLE,
                asking + ", the owner of cell " + request.cell() + ", is not connected, and the read was not to wait");
    }

    static SwarmException corrupt(Request request) {
        return new SwarmException(
                ErrorCode.CORRUPT,
                request.asking + " has an entry in cell " + request.cell()
                        + " that does not verify; it is not given out; write it again or restore it");
    }

    static SwarmException notAuthorised(Request request) {
        return new SwarmException(
                ErrorCode.NOT_AUTHORISED,
                request.asking + " does not let this node read; add it to the config's readers");
    }

    static SwarmException noSuchCache() {
        return new SwarmException(
                ErrorCode.NO_SUCH_CACHE, "the cache was destroyed; there is nothing to read any more");
    }

    static SwarmException late(Request request) {
        return new SwarmException(ErrorCode.UNREACHABLE, "the read was not answered in time: " + whyNot(request));
    }

    private static String whyNot(Request request) {
        if (!request.isOutstanding) {
            return "changes of this node have to reach cell " + request.cell() + " first, or too many reads wait";
        }
        if (request.asking.link() == null) {
            return request.asking + ", the owner of cell " + request.cell() + ", is not connected";
        }
        if (request.obstacle == Answer.Status.MOVED) {
            return request.asking + " says that cell " + request.cell()
                    + " has another owner, no config here says which";
        }
        if (request.obstacle != null) {
            return request.asking + " cannot read cell " + request.cell() + ": its disk failed or it is closing";
        }
        return request.asking + ", the owner of cell " + request.cell() + ", has not answered";
    }
}
