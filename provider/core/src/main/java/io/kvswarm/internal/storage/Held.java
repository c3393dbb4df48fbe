package io.kvswarm.internal.storage;

import io.kvswarm.internal.store.EntryTable;

/** What a storage node holds: its entries, cells and its own state. Confined to the loop. */
record Held(EntryTable table, OwnedCells cells, NodeState node) {}
