package io.kvswarm.internal.store;

/** What {@link EntryTable#find} knows: the {@link StoredEntry} itself, or why there is none. */
public sealed interface Found permits StoredEntry, NotFound {}
