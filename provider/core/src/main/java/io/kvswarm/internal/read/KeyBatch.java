package io.kvswarm.internal.read;

import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.wire.CacheKey;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.Read.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Keys gathered for one read of a kind; full ones go out. Confined to the loop. */
final class KeyBatch {
    private static final int KEYS_BYTES_MAX = Limits.MIB;

    private final Hold hold;
    private final BiConsumer<List<KeyRequest>, Hold> send;
    private List<KeyRequest> requests = new ArrayList<>();
    private int bytes;

    KeyBatch(Hold hold, BiConsumer<List<KeyRequest>, Hold> send) {
        this.hold = hold;
        this.send = send;
    }

    void add(KeyRequest request) {
        int keyBytes = request.key().key().length;
        if (requests.size() == Read.COUNT_MAX || bytes + keyBytes > KEYS_BYTES_MAX) {
            flush();
        }
        requests.add(request);
        bytes += keyBytes;
    }

    void flush() {
        if (!requests.isEmpty()) {
            List<KeyRequest> full = requests;
            requests = new ArrayList<>();
            bytes = 0;
            send.accept(full, hold);
        }
    }

    static Read read(long requestId, List<KeyRequest> requests, Hold hold) {
        List<CacheKey> keys = new ArrayList<>(requests.size());
        for (KeyRequest request : requests) {
            keys.add(request.key());
        }
        return new Read(requestId, hold, keys);
    }
}
