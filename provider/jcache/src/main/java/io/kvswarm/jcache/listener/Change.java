package io.kvswarm.jcache.listener;

import javax.cache.event.EventType;

/**
 * A change of an entry that listeners may hear of.
 *
 * @param type     what happened
 * @param key      of the entry
 * @param oldValue value before; null if there was none or nobody asked for it
 * @param newValue value now; null if there is none
 */
public record Change(EventType type, Object key, Object oldValue, Object newValue) {}
