package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers a {@link Read}, key by key in its order.
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param epoch epoch of the config the owner runs
 * @param answers one for each key
 */
public record Entries(long requestId, long epoch, List<Answer> answers) implements Message {
    private static List<Answer> readAnswers(BodyReader in) {
        int count = in.count("answers", Read.COUNT_MAX, 1);
        List<Answer> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            answers.add(Answer.readFrom(in));
        }
        return answers;
    }

    static Entries readFrom(BodyReader in) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        long epoch = in.int64("epoch", 0, Long.MAX_VALUE);
        List<Answer> answers = readAnswers(in);
        return new Entries(requestId, epoch, answers);
    }

    @Override
    public MessageType type() {
        return MessageType.ENTRIES;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        out.int64(epoch);
        out.int32(answers.size());
        for (Answer answer : answers) {
            answer.writeTo(out);
        }
    }
}
