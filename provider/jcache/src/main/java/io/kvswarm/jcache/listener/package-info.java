/**
 * An application's listeners: who is told what, in which order, on which thread.
 *
 * <pre>
 * operation, in its key's place -&gt; Listeners.announce -&gt; Lanes (synchronous, one lane per key)
 *                                                    -&gt; Mailbox (asynchronous, one per registration)
 * another process, or an expiry -&gt; CacheStore.watch  -&gt; the same
 * </pre>
 *
 * <p>A change of this process is announced by the operation that made it; those of other processes, and ends of lives,
 * by the owner. Synchronous listeners run before the operation returns, on the thread of some caller; an operation
 * waits for those of its own process only. What a listener's own change of a cache announces comes after it, on the
 * provider's executor.
 *
 * <p>Always true: events of one key come in the order of its changes; a registration is told once per event; no lock of
 * the cache is held while a listener runs; a mailbox holds at most {@link
 * io.kvswarm.jcache.listener.Mailbox#EVENTS_MAX} events, then who announces waits, and at last events are dropped, with
 * a warning.
 */
package io.kvswarm.jcache.listener;
