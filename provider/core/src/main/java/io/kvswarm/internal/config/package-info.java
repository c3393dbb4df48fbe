/**
 * The swarm config: the document all nodes agree on, and the decision what to do with one that is offered.
 *
 * <pre>
 * file, API call, peer -&gt; ConfigDocument.parse -&gt; ConfigHistory.decide -&gt; ConfigDecision
 *                               |
 *                               +--&gt; with..., signedBy: the next epoch's document -&gt; toJson
 * </pre>
 *
 * <p>In: JSON, and changes an operator asks for. Out: immutable documents, their JSON and their hash, and decisions.
 * Pure and safe from any thread; reads no file and keeps nothing.
 *
 * <p>Always true: a document that exists is valid, its slices cover the key space and fit its capacities; two documents
 * of one hash say the same; every change has the next epoch and names the hash of what it was made from; a decision
 * about an offered document is a value, never an exception.
 */
package io.kvswarm.internal.config;
