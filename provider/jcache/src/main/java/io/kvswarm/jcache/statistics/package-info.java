/**
 * What a cache counts and what JMX shows of it.
 *
 * <p>In: one tally per operation, when it is over, from any thread. Out: the two beans of the specification, registered
 * only while they are enabled. Always true: nothing here touches JMX before a bean is enabled; a round of an operation
 * that lost a race is not counted.
 */
package io.kvswarm.jcache.statistics;
