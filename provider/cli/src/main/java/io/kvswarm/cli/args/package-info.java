/**
 * What the words on the command line mean: commands and options as data, one parser, one form of help.
 *
 * <p>In: the words, and the commands there are. Out: the command meant with its options and operands, or a
 * {@link io.kvswarm.cli.args.UsageException} that says what is wrong in one line. Touches no file and no node; on any
 * thread.
 *
 * <p>Written out, not left to a library, because every command pays for it at its start: the one in common use took
 * 0.2 s of processor time, more than all the rest of {@code kvswarm id} together, and has no options with keys in their
 * names.
 */
package io.kvswarm.cli.args;
