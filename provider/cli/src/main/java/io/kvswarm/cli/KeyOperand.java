package io.kvswarm.cli;

import io.kvswarm.cli.args.UsageException;
import io.kvswarm.internal.base.Limits;
import java.nio.charset.StandardCharsets;

/** A key as a word of the command line. */
final class KeyOperand {
    private KeyOperand() {}

    /** Its bytes, UTF-8; may be none. */
    static byte[] bytes(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Limits.KEY_BYTES_MAX) {
            throw new UsageException("a key has " + bytes.length + " bytes, expected at most " + Limits.KEY_BYTES_MAX
                    + "; nothing was done");
        }
        return bytes;
    }
}
