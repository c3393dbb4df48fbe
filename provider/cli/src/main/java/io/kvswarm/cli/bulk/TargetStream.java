package io.kvswarm.cli.bulk;

import java.io.IOException;
import java.io.OutputStream;

/** Turns bytes, however they are cut, back into entries for a target. */
public final class TargetStream extends OutputStream {
    private final EntryTarget target;
    private final Progress progress;
    private final byte[] header = new byte[EntryRecord.HEADER_BYTES];
    private byte[] key;
    private byte[] value;
    private byte[] current = header;
    private int position;

    /** Fills {@code target}, which is closed with this stream, and tells {@code progress} of every entry. */
    public TargetStream(EntryTarget target, Progress progress) {
        this.target = target;
        this.progress = progress;
    }

    @Override
    public void write(int value1) throws IOException {
        write(new byte[] {(byte) value1}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, current.length - position);
            System.arraycopy(bytes, offset + done, current, position, count);
            position += count;
            done += count;
            while (position == current.length) {
                advance();
            }
        }
    }

    /** Goes on from a part of an entry that is complete to the next one. */
    private void advance() throws IOException {
        position = 0;
        if (current == header) {
            EntryRecord.Lengths lengths = EntryRecord.Lengths.of(header);
            key = new byte[lengths.key()];
            value = new byte[lengths.value()];
            current = key;
        } else if (current == key) {
            current = value;
        } else {
            target.take(new EntryRecord(key, value));
            progress.count((long) key.length + value.length);
            current = header;
        }
    }

    /** There is no more: shows what the target has, unless an entry is incomplete. */
    public void finish() throws IOException {
        if (current != header || position > 0) {
            throw new IOException("the output ended within an entry");
        }
        target.finish();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
