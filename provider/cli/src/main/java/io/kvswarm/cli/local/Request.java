package io.kvswarm.cli.local;

import java.util.List;

/**
 * A command for the process that holds the directory.
 *
 * @param words      the command line, without what concerns only the process that was called
 * @param configName what the config file is called, for messages; empty if there is none
 * @param config     text of the config file; empty if there is none
 * @param resumed    true if another process ran the command for a while and handed it over
 */
public record Request(List<String> words, String configName, byte[] config, boolean resumed) {
    /** Longest word, in bytes of UTF-8: more than a system lets a process be given. */
    public static final int WORD_BYTES_MAX = FrameChannel.BODY_BYTES_MAX;

    /** Most words. */
    public static final int WORDS_MAX = 65_536;

    /** Most bytes in all words. */
    public static final int WORDS_BYTES_MAX = 16 << 20;

    /** Longest config. */
    public static final int CONFIG_BYTES_MAX = 4 << 20;

    /** Copies the list. */
    public Request {
        words = List.copyOf(words);
    }

    /** The same, going on after another process ran it. */
    public Request asResumed() {
        return new Request(words, configName, config, true);
    }
}
