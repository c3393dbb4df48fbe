package io.kvswarm.spi;

import io.kvswarm.api.EntryVersion;

/**
 * What is there under a key.
 *
 * @param value      not copied, not to be changed
 * @param version    for changes on condition of it
 * @param lifeMillis how long it lives from when it was asked for; {@link EntryChange#FOR_EVER} if it does not expire
 */
public record VersionedValue(byte[] value, EntryVersion version, long lifeMillis) {}
