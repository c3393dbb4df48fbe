/**
 * Who a node is: its key, what it signs, and the right to write that it lends to one session.
 *
 * <pre>
 * data directory -&gt; KeyFile -&gt; NodeKey -&gt; signature -&gt; Signatures.verify
 *                                  |
 *                                  +--&gt; Delegation, for one session
 * </pre>
 *
 * <p>In: a directory, randomness, messages. Out: ids, signatures, yes or no. {@code KeyFile} blocks and belongs on the
 * thread that starts a node; everything else is pure and safe from any thread.
 *
 * <p>Always true: no signature is made over bytes that do not begin with what they are for and which swarm they are of;
 * no secret is in a text or a message; checking a signature never throws, whatever the bytes.
 */
package io.kvswarm.internal.identity;
