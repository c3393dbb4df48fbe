/** A plain Java program that caches what is slow to find out. */
package io.kvswarm.samples.quickstart;
