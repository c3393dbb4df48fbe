package io.kvswarm.cli.bulk;

import java.io.IOException;
import java.nio.file.Path;

/** Lines of JSON in a file, which appears as a whole. */
public final class JsonFileTarget implements EntryTarget {
    private final AtomicFile file;
    private final JsonLinesTarget lines;

    /** Begins to write beside {@code path}. */
    public JsonFileTarget(Path path) throws IOException {
        file = new AtomicFile(path);
        lines = new JsonLinesTarget(file.stream());
    }

    @Override
    public void take(EntryRecord entry) throws IOException {
        lines.take(entry);
    }

    @Override
    public void finish() throws IOException {
        lines.finish();
        file.commit();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
