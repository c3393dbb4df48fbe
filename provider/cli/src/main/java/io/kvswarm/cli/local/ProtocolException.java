package io.kvswarm.cli.local;

import java.io.IOException;

/** What the other process sent is no frame, or not one expected here. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    ProtocolException(String message) {
        super(message);
    }
}
