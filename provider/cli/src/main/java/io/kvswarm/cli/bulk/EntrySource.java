package io.kvswarm.cli.bulk;

import java.io.IOException;

/** Where entries come from. */
public interface EntrySource extends AutoCloseable {
    /** The next entry; null at the end. */
    EntryRecord next() throws IOException;

    /** How many there will be; -1 if that is not known. */
    long expected();

    @Override
    void close() throws IOException;
}
