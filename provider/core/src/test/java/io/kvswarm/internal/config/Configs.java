package io.kvswarm.internal.config;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.identity.NodeKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The original's example swarm, and keys, for the tests of this room. */
final class Configs {
    static final NodeId A = NodeId.parse("ae23b563f5d0e16b64f6e6b0e1a3fa4da5f45046ae27071718000905328702dc");
    static final NodeId B = NodeId.parse("7f674794c2f20cfb5721495208cd18c7ba265a75159f7c701ac5bbb2800bfda5");
    static final NodeId C = NodeId.parse("5320db60f00b90851d22d9b8561b78cf2f2f096c7c337d3fa4b39694bd076bff");
    static final NodeId X = NodeId.parse("3f14e192bb51fb2a7c1b492f01560368c9b74d1adc4d547d153388b0728287e1");
    static final NodeId Y = NodeId.parse("557dbaee0dcf9d6f4daf50cb551d7937deabda8419e9fcae2ebe90137fdc70a4");

    /** What the original's init printed for capacities A 5, B 10, C 7 and writers X, Y. */
    static final String ORIGINAL = "{\"writers\":[\"" + X + "\",\"" + Y + "\"],\"bins\":{\"" + C
            + "\":{\"size\":7,\"slices\":[[[\"15\",\"22\"],[\"1\",\"1\"]]]},\"" + B
            + "\":{\"size\":10,\"slices\":[[[\"5\",\"22\"],[\"15\",\"22\"]]]},\"" + A
            + "\":{\"size\":5,\"slices\":[[[\"0\",\"1\"],[\"5\",\"22\"]]]}}}";

    static final NodeKey KEY = key(1);
    static final NodeKey KEY2 = key(2);
    static final NodeKey KEY3 = key(3);

    private Configs() {}

    static ConfigDraft example() {
        Map<NodeId, Long> capacities = new LinkedHashMap<>();
        capacities.put(A, 5L);
        capacities.put(B, 10L);
        capacities.put(C, 7L);
        return ConfigDraft.first(capacities).writers(List.of(X, Y));
    }

    static NodeKey key(int number) {
        byte[] seed = new byte[NodeKey.SEED_BYTES];
        seed[0] = (byte) number;
        return NodeKey.ofSeed(seed);
    }
}
