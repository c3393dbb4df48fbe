/**
 * What protocol code is given from outside: clock, loop, worker, disk; and the checks and bytes every room needs.
 *
 * <p>Knows nothing of caches, logs or nodes. The only room that may ask the machine for the time.
 */
package io.kvswarm.internal.base;
