package io.kvswarm.internal.wire;

import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.ByteSink;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Answers a {@link Read}, key by key in its order.
 *
 * <pre>
 * bytes  field
 *     8  requestId
 *     8  epoch
 *     4  count      each: see {@link Answer}; of type {@link MessageType#HELD} a byte behind it, 1 if it may be kept
 * </pre>
 *
 * @param requestId chosen by who asks, unique on its connection
 * @param epoch epoch of the config the owner runs
 * @param answers one for each key
 * @param held which answers may be kept near: the owner will tell changes of these keys; null in answer to a plain
 *     read, which makes it {@link MessageType#ENTRIES}
 */
public record Entries(long requestId, long epoch, List<Answer> answers, BitSet held) implements Message {
    /** Answers to a plain read. */
    public Entries(long requestId, long epoch, List<Answer> answers) {
        this(requestId, epoch, answers, null);
    }

    /** True if the answer to that key may be kept near. */
    public boolean isHeld(int index) {
        return held != null && held.get(index);
    }

    static Entries readFrom(BodyReader in) {
        return read(in, null);
    }

    static Entries readHeldFrom(BodyReader in) {
        return read(in, new BitSet());
    }

    private static Entries read(BodyReader in, BitSet held) {
        long requestId = in.int64("requestId", Long.MIN_VALUE, Long.MAX_VALUE);
        long epoch = in.int64("epoch", 0, Long.MAX_VALUE);
        int count = in.count("answers", Read.COUNT_MAX, held == null ? 1 : 2);
        List<Answer> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            answers.add(Answer.readFrom(in));
            if (held != null) {
                held.set(i, in.flag("held"));
            }
        }
        return new Entries(requestId, epoch, answers, held);
    }

    @Override
    public MessageType type() {
        return held == null ? MessageType.ENTRIES : MessageType.HELD;
    }

    @Override
    public void writeTo(ByteSink out) {
        out.int64(requestId);
        out.int64(epoch);
        out.int32(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            answers.get(i).writeTo(out);
            if (held != null) {
                out.flag(held.get(i));
            }
        }
    }
}
