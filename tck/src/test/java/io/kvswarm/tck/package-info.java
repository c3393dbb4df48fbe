/** Runs the JSR-107 TCK, and reports how many of its tests ran. */
package io.kvswarm.tck;
