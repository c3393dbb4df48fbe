package io.kvswarm.internal.write;

/** What a writer holds and has delivered, and who wants to know. Confined to the loop. */
final class Totals {
    private final long bytesMax;
    private long bytes;
    private long pending;
    private long delivered;
    private boolean refused;
    private Runnable onRoom = () -> {};
    private Runnable onDelivered = () -> {};

    Totals(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Whether {@code more} bytes fit; if not, news of room follows. One batch may always fill what is empty. */
    boolean takes(long more) {
        boolean fits = bytes == 0 || bytes + more <= bytesMax;
        refused |= !fits;
        return fits;
    }

    void add(long moreBytes, int morePending) {
        bytes += moreBytes;
        pending += morePending;
    }

    void remove(long lessBytes, int lessPending) {
        bytes -= lessBytes;
        pending -= lessPending;
        // News only with a quarter free, so that who waits is not woken for every single mutation.
        if (refused && bytes <= bytesMax - bytesMax / 4) {
            refused = false;
            onRoom.run();
        }
    }

    void delivered() {
        delivered++;
        onDelivered.run();
    }

    long bytes() {
        return bytes;
    }

    long bytesMax() {
        return bytesMax;
    }

    long pending() {
        return pending;
    }

    long deliveredCount() {
        return delivered;
    }

    void onRoom(Runnable listener) {
        onRoom = listener;
    }

    void onDelivered(Runnable listener) {
        onDelivered = listener;
    }
}
