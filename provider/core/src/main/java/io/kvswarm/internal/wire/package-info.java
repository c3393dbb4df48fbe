/**
 * Every byte two nodes agree on: mutations, results, reads and the frames they travel in.
 *
 * <p>In and out: bytes and immutable values. No sockets, threads or clocks. Always true: what is read back equals what
 * was written; whatever a peer sends either decodes or is refused with the field's name, and nothing is allocated
 * beyond the bytes received.
 */
package io.kvswarm.internal.wire;
