/** kvswarm's entry points: {@code KvSwarm}, {@code SwarmConfig} and {@code MessageQueue}. */
package io.kvswarm;
