package io.kvswarm.internal.write;

import io.kvswarm.api.MutationId;

/** Tells tests under which number a draft was sealed. */
public final class SealedAs {
    private SealedAs() {}

    /** Session and number of a draft; null if it was never sealed. */
    public static MutationId of(Submission submission, int index) {
        PendingMutation[] mutations = submission.mutations();
        return mutations == null || mutations[index] == null ? null : mutations[index].id();
    }
}
