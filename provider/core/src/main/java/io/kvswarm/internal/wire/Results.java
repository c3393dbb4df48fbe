package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.ArrayList;
import java.util.List;

/**
 * How mutations of one session ended.
 *
 * @param session the session
 * @param term the owner's term (RULES 2)
 * @param synced sequence up to which the owner's log is synced in that term
 * @param results at most {@value #COUNT_MAX}
 */
public record Results(SessionId session, long term, long synced, List<Result> results) implements Message {
    /** Most results in one message. */
    public static final int COUNT_MAX = 65_536;

    private static List<Result> readResults(BodyReader in) {
        int count = in.count("results", COUNT_MAX, Result.BYTES_MIN);
        List<Result> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            results.add(Result.readFrom(in));
        }
        return results;
    }

    static Results readFrom(BodyReader in) {
        SessionId session = SessionId.readFrom(in);
        long term = in.int64("term", 0, Long.MAX_VALUE);
        long synced = in.int64("synced", 0, Long.MAX_VALUE);
        List<Result> results = readResults(in);
        return new Results(session, term, synced, results);
    }

    @Override
    public MessageType type() {
        return MessageType.RESULTS;
    }

    @Override
    public void writeTo(ByteSink out) {
        session.writeTo(out);
        out.int64(term);
        out.int64(synced);
        out.int32(results.size());
        for (Result result : results) {
            result.writeTo(out);
        }
    }
}
