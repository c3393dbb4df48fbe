package io.kvswarm.internal.node;

import io.kvswarm.api.HostPort;
import io.kvswarm.internal.log.LogSettings;
import io.kvswarm.internal.peer.PeerSettings;
import io.kvswarm.internal.read.ReadSettings;
import io.kvswarm.internal.storage.StorageOpening;
import io.kvswarm.internal.write.WriteSettings;
import java.util.List;

/**
 * Settings of a node, room by room.
 *
 * @param bootstrap addresses at which to look for the swarm
 */
public record NodeSettings(
        WriteSettings write,
        ReadSettings read,
        StorageOpening.Settings storage,
        LogSettings log,
        PeerSettings peer,
        List<HostPort> bootstrap) {
    /** All defaults. */
    public static final NodeSettings DEFAULT = new NodeSettings(
            WriteSettings.DEFAULT,
            ReadSettings.DEFAULT,
            StorageOpening.Settings.DEFAULT,
            LogSettings.DEFAULT,
            PeerSettings.DEFAULT,
            List.of());

    /** The same, looking for the swarm there. */
    public NodeSettings withBootstrap(List<HostPort> addresses) {
        return new NodeSettings(write, read, storage, log, peer, List.copyOf(addresses));
    }

    /** The same with another write path. */
    public NodeSettings withWrite(WriteSettings newWrite) {
        return new NodeSettings(newWrite, read, storage, log, peer, bootstrap);
    }

    /** The same with another bound of entries that the storage role has at hand without asking its index. */
    public NodeSettings withResidentBytesMax(long bytes) {
        StorageOpening.Settings resident =
                new StorageOpening.Settings(storage.storage(), storage.table().withResidentBytesMax(bytes));
        return new NodeSettings(write, read, resident, log, peer, bootstrap);
    }
}
