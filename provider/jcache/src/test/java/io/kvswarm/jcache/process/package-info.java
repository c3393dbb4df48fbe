/**
 * Tests of the provider in several processes: applications with caches, and the storage nodes they share.
 *
 * <p>Nothing here sleeps: a test asks a process by a line on its standard input and waits for the line it answers. A
 * process ends with its standard input, so that none outlives the test that started it.
 */
package io.kvswarm.jcache.process;
