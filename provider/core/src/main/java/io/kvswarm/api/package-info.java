/**
 * The vocabulary of the public interface: identities, levels, options, receipts and errors. All types are immutable.
 */
package io.kvswarm.api;
