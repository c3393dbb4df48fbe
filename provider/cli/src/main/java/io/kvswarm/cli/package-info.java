/**
 * The {@code kvswarm} command.
 *
 * <pre>
 * Main -&gt; Program: words -&gt; Command -&gt; done here (id, init, config)
 *                                    |
 *                                    +-&gt; NodeTask -&gt; NodeRunner: here, or where the directory is held
 *                                           ^                       |
 *                                           +--- HolderTasks &lt;--- local socket
 * </pre>
 *
 * <p>In: the words of a command line, standard input. Out: standard output, one line on standard error for what went
 * wrong, an {@link io.kvswarm.cli.ExitCode}. A command runs on the main thread; one for another process on a thread of
 * its own, against the same node. A signal ends it in order.
 *
 * <p>Always true: a task says and does the same in whichever process it runs; a directory has one node at a time.
 */
package io.kvswarm.cli;
