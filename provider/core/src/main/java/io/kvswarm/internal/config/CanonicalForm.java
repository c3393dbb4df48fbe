package io.kvswarm.internal.config;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.Readers;
import io.kvswarm.api.SwarmId;
import io.kvswarm.internal.base.ByteSink;
import io.kvswarm.internal.slicing.Bin;
import io.kvswarm.internal.slicing.Fraction;
import io.kvswarm.internal.slicing.Slice;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The bytes a config's hash and signatures cover. Written only: configs travel as JSON.
 *
 * <pre>
 * bytes  field
 *     1  layout      1
 *    16  swarm       zeros where the id is to be made from the rest
 *     8  epoch
 *     4  cells
 *    16  hashKey
 *  list  writers     each 32 bytes, in order
 *  list  bins        in order of id: id 32, size 8, list of slices, each 4 numbers
 *     1  readers     1 any, 2 writers, 3 a list, which follows
 *  list  addresses   in order of id: id 32, list of texts
 *  list  mirrors     in order of cells: from 4, to 4, list of ids
 *     8  redundancy  copies 4, sync 4
 *     1  previous    1 and 32 bytes of hash, or 0
 *     4  threshold
 *  list  authority   each 32 bytes, in order
 * </pre>
 *
 * <p>A list is its length in 4 bytes and its items; a number or a text its length in 2 bytes and its bytes. Members
 * with their default value are written too, and signatures never.
 */
final class CanonicalForm {
    private static final int LAYOUT = 1;

    private final ByteSink out = new ByteSink(4096);

    private CanonicalForm() {}

    static byte[] of(ConfigDraft config, SwarmId swarm) {
        CanonicalForm form = new CanonicalForm();
        form.out.int8(LAYOUT).bytes(swarm.toBytes()).int64(config.epoch);
        form.out.int32(config.slicing.cells()).bytes(config.hashKey);
        form.ids(new TreeSet<>(config.writers));
        form.bins(config.slicing.bins());
        form.readers(config.readers);
        form.addresses(config.addresses);
        form.mirrors(config.mirrors);
        form.out.int32(config.redundancy.copies()).int32(config.redundancy.sync());
        form.previous(config.previous);
        form.out.int32(config.authority.threshold());
        form.ids(config.authority.keys());
        return form.out.toBytes();
    }

    private void ids(Collection<NodeId> ids) {
        out.int32(ids.size());
        ids.forEach(id -> out.bytes(id.toBytes()));
    }

    private void bins(Map<NodeId, Bin> bins) {
        out.int32(bins.size());
        bins.forEach((id, bin) -> {
            out.bytes(id.toBytes()).int64(bin.size()).int32(bin.slices().size());
            for (Slice slice : bin.slices()) {
                bound(slice.start());
                bound(slice.end());
            }
        });
    }

    private void bound(Fraction bound) {
        byte[] numerator = bound.numerator().toByteArray();
        byte[] denominator = bound.denominator().toByteArray();
        out.int16(numerator.length).bytes(numerator).int16(denominator.length).bytes(denominator);
    }

    private void readers(Readers readers) {
        if (readers.nodes().isEmpty()) {
            out.int8(readers.equals(Readers.ANY) ? 1 : 2);
        } else {
            out.int8(3);
            ids(readers.nodes());
        }
    }

    private void addresses(Map<NodeId, List<HostPort>> addresses) {
        out.int32(addresses.size());
        addresses.forEach((id, list) -> {
            out.bytes(id.toBytes()).int32(list.size());
            list.forEach(address -> out.text(address.toString()));
        });
    }

    private void mirrors(List<CellMirrors> mirrors) {
        out.int32(mirrors.size());
        for (CellMirrors range : mirrors) {
            out.int32(range.firstCell()).int32(range.endCell());
            ids(range.nodes());
        }
    }

    private void previous(ConfigHash previous) {
        out.flag(previous != null);
        if (previous != null) {
            out.bytes(previous.toBytes());
        }
    }
}
