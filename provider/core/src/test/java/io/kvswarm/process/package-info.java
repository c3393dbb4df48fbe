/**
 * Tests that start real nodes as processes, on real files and sockets, and end some of them without warning.
 *
 * <p>Nothing here sleeps: a test waits for what a process says on its standard output. A process ends with its standard
 * input, so that none outlives the test that started it.
 */
package io.kvswarm.process;
