package io.kvswarm.cli.bulk;

import java.io.IOException;

/** Where entries go to. */
public interface EntryTarget extends AutoCloseable {
    /** Takes the next entry. */
    void take(EntryRecord entry) throws IOException;

    /** There are no more: shows everything. */
    void finish() throws IOException;

    /** How many entries it could not take. */
    default long leftOut() {
        return 0;
    }

    /** Lets go of everything; what was not finished leaves no trace. */
    @Override
    void close() throws IOException;
}
