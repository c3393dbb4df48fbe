package io.kvswarm.internal.log;

/**
 * Bytes of a log that do not verify; they are never given out, everything around them can be read.
 *
 * @param file    name of the segment file
 * @param offset  first damaged byte
 * @param length  how many bytes the damage spans; 0 if something is missing there
 * @param problem what was found and what was expected
 */
public record Damage(String file, long offset, long length, String problem) {
    /** One sentence for people. */
    public String message() {
        return file + " at byte " + offset + ": " + problem;
    }
}
