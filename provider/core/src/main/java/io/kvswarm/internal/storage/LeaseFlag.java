package io.kvswarm.internal.storage;

import java.util.concurrent.CompletableFuture;

/** The node's {@link LeaseFile}, from the loop; the futures complete there. */
interface LeaseFlag {
    /** A node without a directory: with its process its identity ends, and nobody takes its place. */
    LeaseFlag NONE = new LeaseFlag() {
        @Override
        public CompletableFuture<Void> raise() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> lower() {
            return CompletableFuture.completedFuture(null);
        }
    };

    /** Completes when it is on the device that leases may be out. */
    CompletableFuture<Void> raise();

    /** Says that no lease is out; whether that is kept over a power cut does not matter. */
    CompletableFuture<Void> lower();
}
