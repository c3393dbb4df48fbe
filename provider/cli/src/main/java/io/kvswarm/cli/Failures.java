package io.kvswarm.cli;

import io.kvswarm.api.SwarmException;
import io.kvswarm.cli.args.Shown;
import io.kvswarm.cli.args.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;

/** What is said about a failure, in one line, and which code it ends with. */
final class Failures {
    private Failures() {}

    /** The failure itself, without what a future or a stream wraps around it. */
    static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof UncheckedIOException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    static int codeOf(Throwable failure) {
        Throwable inner = unwrapped(failure);
        if (inner instanceof SwarmException known) {
            return ExitCode.of(known.code());
        }
        return inner instanceof UsageException || inner instanceof IllegalArgumentException
                ? ExitCode.USAGE
                : ExitCode.DATA;
    }

    static String lineOf(Throwable failure) {
        Throwable inner = unwrapped(failure);
        return Shown.oneLine(textOf(inner));
    }

    private static String textOf(Throwable inner) {
        if (inner instanceof NoSuchFileException file) {
            return file.getFile() + " is not there";
        }
        if (inner instanceof AccessDeniedException file) {
            return file.getFile() + " may not be read or written by this user";
        }
        if (inner instanceof FileSystemException file && file.getReason() != null) {
            return file.getMessage();
        }
        boolean isExplained = inner instanceof SwarmException
                || inner instanceof UsageException
                || inner instanceof IllegalArgumentException
                || inner instanceof IOException;
        if (isExplained && inner.getMessage() != null) {
            return inner.getMessage();
        }
        return "failed with " + inner + "; --verbose shows where";
    }
}
