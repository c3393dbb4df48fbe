package io.kvswarm.cli.local;

/** What a frame between two processes of one machine says. */
enum FrameType {
    /** From the client, first: magic and version. */
    HELLO(1),
    /** From the client: one word of the command line. */
    WORD(2),
    /** From the client: what the config file is called. */
    CONFIG_NAME(3),
    /** From the client: a part of the config's text. */
    CONFIG(4),
    /** From the client: the request is complete; one byte, 1 if the command is resumed. */
    RUN(5),
    /** From the client: a part of what the command reads. */
    INPUT(6),
    /** From the client: the end of what the command reads. */
    INPUT_END(7),
    /** From the server, first: magic and version. */
    WELCOME(16),
    /** From the server: a part of what the command prints. */
    OUTPUT(17),
    /** From the server: a line for standard error. */
    ERROR(18),
    /** From the server, last: the exit code, 4 bytes. */
    EXIT(19),
    /** From the server, last: not now, ask again. */
    RETRY(20),
    /** From the server, last: this process ends; go on with the command yourself. */
    HANDOVER(21),
    /** From the server, once: the command has begun and reads; before this nothing of the input is lost. */
    INPUT_WANTED(22);

    private static final FrameType[] ALL = values();

    private final byte code;

    FrameType(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    /** The type with that code; null if there is none. */
    static FrameType of(byte code) {
        for (FrameType type : ALL) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}
