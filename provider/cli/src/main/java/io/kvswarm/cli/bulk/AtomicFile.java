package io.kvswarm.cli.bulk;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.SwarmException;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that appears as a whole, or keeps the content it had. */
public final class AtomicFile implements AutoCloseable {
    private final Path file;
    private final Path temporary;
    private final FileOutputStream raw;
    private final OutputStream buffered;

    /** Begins to write beside {@code file}. */
    public AtomicFile(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        this.temporary = temporaryBeside(this.file);
        this.raw = new FileOutputStream(temporary.toFile());
        this.buffered = new BufferedOutputStream(raw, 1 << 16);
    }

    private static Path temporaryBeside(Path file) {
        try {
            return Files.createTempFile(file.getParent(), "." + file.getFileName() + ".", ".new");
        } catch (IOException e) {
            throw new SwarmException(
                    ErrorCode.DIRECTORY_UNUSABLE,
                    file + " cannot be written (" + e.getClass().getSimpleName()
                            + "), expected a path this user can write to; nothing was changed",
                    e);
        }
    }

    /** Where the new content goes. */
    public OutputStream stream() {
        return buffered;
    }

    /** Shows the new content, synced. */
    public void commit() throws IOException {
        buffered.flush();
        raw.getFD().sync();
        raw.close();
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Drops the new content, unless it was committed. */
    @Override
    public void close() throws IOException {
        raw.close();
        Files.deleteIfExists(temporary);
    }
}
