package io.kvswarm.internal.log;

import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.identity.Signatures;
import java.util.Locale;

/**
 * Which log it is: part of every signature and, but for the swarm, of every file.
 *
 * @param swarm the swarm whose data it holds
 * @param node  the node whose log it is
 * @param name  name among the logs of that node, and what its files' names begin with: 1 to 64 of {@code a-z 0-9 -}
 */
public record LogIdentity(SwarmId swarm, NodeId node, String name) {
    /** Checks the name. */
    public LogIdentity {
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("log name is \"" + name + "\", expected 1 to 64 of a-z, 0-9 and -");
        }
    }

    /** What is signed to vouch for {@code digest}: the log's name, behind its length in two bytes, and the digest. */
    byte[] message(String type, byte[] digest) {
        byte[] content = new ByteSink(128).text(name).bytes(digest).toBytes();
        return Signatures.message(type, swarm, content);
    }

    String segmentFile(long number) {
        return String.format(Locale.ROOT, "%s-%016x.seg", name, number);
    }

    String ballastFile() {
        return name + ".ballast";
    }
}
