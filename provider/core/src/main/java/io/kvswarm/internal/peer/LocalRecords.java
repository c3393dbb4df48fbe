package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import java.util.function.Consumer;

/** Where nodes of one machine leave their address records for each other. On the loop; file work happens elsewhere. */
public interface LocalRecords {
    /** Nobody leaves anything. */
    LocalRecords NONE = new LocalRecords() {
        @Override
        public void publish(AddressRecord record) {}

        @Override
        public void withdraw(AddressRecord record, Runnable then) {
            then.run();
        }

        @Override
        public void find(NodeId node, Consumer<AddressRecord> then) {
            then.accept(null);
        }
    };

    /** Leaves this node's record, in place of an older one. */
    void publish(AddressRecord record);

    /** Takes it away again, if it is still there. */
    void withdraw(AddressRecord record, Runnable then);

    /** Looks for a node's record, whose signature holds; gives null if there is none. */
    void find(NodeId node, Consumer<AddressRecord> then);
}
