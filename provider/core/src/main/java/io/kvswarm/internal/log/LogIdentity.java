package io.kvswarm.internal.log;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.base.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Which log it is: part of every signature and, but for the swarm, of every file.
 *
 * @param swarm id of the swarm, 1 to 128 bytes of UTF-8
 * @param node  the node whose log it is
 * @param name  name among the logs of that node, and what its files' names begin with: 1 to 64 of {@code a-z 0-9 -}
 */
public record LogIdentity(String swarm, NodeId node, String name) {
    /** Checks the texts. */
    public LogIdentity {
        int swarmBytes = swarm.getBytes(StandardCharsets.UTF_8).length;
        Limits.between("swarm.length", swarmBytes, 1, 128);
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("log name is \"" + name + "\", expected 1 to 64 of a-z, 0-9 and -");
        }
    }

    String segmentFile(long number) {
        return String.format(Locale.ROOT, "%s-%016x.seg", name, number);
    }

    String ballastFile() {
        return name + ".ballast";
    }
}
