package io.kvswarm.internal.log;

import java.io.IOException;
import java.util.regex.Pattern;

/** There is no room for what is to be written; once there is, the same write will do. */
final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1;

    /** Java has no type for it: these are the words of Linux, macOS and Windows. */
    private static final Pattern WORDS =
            Pattern.compile("(?i)no space left|disk quota exceeded|not enough space|disk is full");

    DiskFullException(String message, IOException cause) {
        super(message, cause);
    }

    /** {@code failure} as this type if that is what it means, else as it is. */
    static IOException orSame(IOException failure) {
        boolean isFull = failure.getMessage() != null
                && WORDS.matcher(failure.getMessage()).find();
        return isFull ? new DiskFullException(failure.getMessage(), failure) : failure;
    }
}
