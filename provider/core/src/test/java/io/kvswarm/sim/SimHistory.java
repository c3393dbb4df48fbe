package io.kvswarm.sim;

import io.kvswarm.api.Durability;
import io.kvswarm.api.EntryVersion;
import io.kvswarm.api.MutationId;
import io.kvswarm.internal.read.ReadAnswer;
import io.kvswarm.internal.wire.EntryImage;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.internal.write.SealedAs;
import io.kvswarm.internal.write.Submission;
import io.kvswarm.sim.history.Loss;
import io.kvswarm.sim.history.Operation;
import io.kvswarm.sim.history.Operation.Ending;
import io.kvswarm.sim.history.Operation.Kind;
import io.kvswarm.spi.VersionedValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** What the clients of a run did and were told, key by key. */
final class SimHistory {
    private final SimTime time;
    private final SimTrace trace;
    private final List<SimKey> keys;
    /** Of each node and key, the last change that its client was told about. */
    private final Map<Own, Operation> newestKnown = new HashMap<>();
    /** What each node has logged and nobody has said that it was applied; all of it is unconditional. */
    private final Map<Integer, List<Operation>> undelivered = new HashMap<>();

    /** How long the entry a put made lives. */
    private final Map<Operation, Long> lives = new LinkedHashMap<>();

    /** Changes of which their owner has said that they have no effect: it may lose that word, too. */
    private final Set<Operation> saidByOwner = new HashSet<>();

    private final Map<Operation, Submitted> submissions = new LinkedHashMap<>();
    private int numbers;

    private record Submitted(Submission submission, int index) {}

    private record Own(int node, SimKey key) {}

    SimHistory(SimTime time, SimTrace trace, List<SimKey> keys) {
        this.time = time;
        this.trace = trace;
        this.keys = keys;
    }

    List<SimKey> keys() {
        return keys;
    }

    /** An operation of a node on a key begins. */
    Operation begin(SimNode node, SimKey key, Kind kind, long content) {
        Operation operation = new Operation(++numbers, node.number, node.process(), kind, content, time.nanos());
        key.history().add(operation);
        return operation;
    }

    /** A change was submitted. */
    void submitted(Operation operation, Submission submission, int index) {
        submissions.put(operation, new Submitted(submission, index));
    }

    /** Under which number a change was sealed; null if it never was. */
    MutationId idOf(Operation operation) {
        Submitted submitted = submissions.get(operation);
        return submitted == null ? null : SealedAs.of(submitted.submission(), submitted.index());
    }

    /** True if it was the owner's word that this change has no effect, and not this node's alone. */
    boolean isSaidByOwner(Operation change) {
        return change.ending == Ending.NOT_MET || saidByOwner.contains(change);
    }

    void lives(Operation put, long millis) {
        lives.put(put, millis);
    }

    /** The node's outbox has it: it will be delivered. */
    void logged(SimNode node, SimKey key, Operation operation) {
        operation.logged = time.nanos();
        operation.isDue = true;
        known(node, key, operation);
        undelivered.computeIfAbsent(node.number, number -> new ArrayList<>()).add(operation);
        trace.event("%s #%d logged", node, operation.number);
        trace.count("op.logged");
    }

    /** A node has nothing left to deliver: all that it logged has taken effect. */
    void delivered(SimNode node) {
        for (Operation operation : undelivered.getOrDefault(node.number, List.of())) {
            boolean isItsOwn = node.disk != null || operation.process == node.process();
            if (isItsOwn && operation.ending == Ending.OPEN) {
                operation.ended(Ending.APPLIED, time.nanos());
            }
        }
        undelivered.remove(node.number);
    }

    /** The owner has said how a change ended. */
    void ended(SimNode node, SimKey key, Operation operation, Result result) {
        trace.event("%s #%d %s %s", node, operation.number, result.outcome(), result.version());
        switch (result.outcome()) {
            case APPLIED -> {
                operation.ended(Ending.APPLIED, time.nanos());
                operation.made = result.version();
                known(node, key, operation);
                trace.count("op.applied");
            }
            case CONDITION_NOT_MET -> {
                operation.ended(Ending.NOT_MET, time.nanos());
                known(node, key, operation);
                trace.count("op.notMet");
            }
            case WITHDRAWN, REJECTED, BUSY -> {
                never(node, operation, result.outcome().name());
                saidByOwner.add(operation);
                trace.count("op." + result.outcome());
            }
            default -> throw new AssertionError("operation #" + operation.number + " ended " + result.outcome());
        }
    }

    /** What a change was shown of what was there before it. */
    void saw(Operation operation, EntryImage image) {
        if (operation.ending == Ending.APPLIED || operation.ending == Ending.NOT_MET) {
            see(operation, image);
        }
    }

    private static void see(Operation operation, EntryImage image) {
        operation.saw(
                image == null ? Operation.ABSENT : SimValues.decode(image.value()),
                image == null ? null : image.version());
    }

    /** It has no effect and never will. */
    void never(SimNode node, Operation operation, String why) {
        operation.ended(Ending.NEVER, time.nanos());
        trace.event("%s #%d never: %s", node, operation.number, why);
        trace.count("op.never");
    }

    /** Its client gave up waiting. */
    void unknown(SimNode node, Operation operation) {
        trace.event("%s #%d unknown", node, operation.number);
        trace.count("op.unknown");
    }

    /** A read has its answer from the owner. */
    void read(SimNode node, Operation operation, EntryImage image) {
        operation.ended(Ending.APPLIED, time.nanos());
        see(operation, image);
        trace.event("%s #%d saw %d %s", node, operation.number, operation.seenContent, operation.seenVersion);
        trace.count("op.read");
    }

    /** A read was answered from what its node keeps near. */
    void readNear(SimNode node, Operation operation, VersionedValue found) {
        operation.ended(Ending.APPLIED, time.nanos());
        boolean isThere = found != VersionedValue.ABSENT;
        EntryVersion version = found.version();
        operation.saw(
                isThere ? SimValues.decode(found.value()) : Operation.ABSENT,
                isThere ? new Version(version.cellEpoch(), version.term(), version.index()) : null);
        trace.event("%s #%d near %d %s", node, operation.number, operation.seenContent, operation.seenVersion);
        trace.count("op.near");
    }

    /** A read was answered from what its node has pending: that must be no older than what was told to its client. */
    void readOwn(SimNode node, SimKey key, Operation read, ReadAnswer answer) {
        read.ended(Ending.NEVER, time.nanos());
        trace.count("op.readOwn");
        long content = answer.entry() == null
                ? Operation.ABSENT
                : SimValues.decode(answer.entry().value());
        trace.event("%s #%d saw its own %d", node, read.number, content);
        Operation known = newestKnown.get(new Own(node.number, key));
        boolean isFound = key.history().operations().stream()
                .anyMatch(own -> own.client == node.number
                        && own.kind != Kind.GET
                        && own.content == content
                        && (known == null || own.number >= known.number));
        if (!isFound) {
            throw new AssertionError("P7: " + node + " reads its own content " + content + " of " + key
                    + " after it was told of\n  " + known + "\n" + key.history().describe());
        }
    }

    private void known(SimNode node, SimKey key, Operation operation) {
        newestKnown.merge(
                new Own(node.number, key), operation, (one, other) -> one.number > other.number ? one : other);
    }

    /** A fault at an owner, in its {@code term}, that may take back what is less durable. */
    void lost(int owner, long term, Durability survives, long safeAt) {
        for (SimKey key : keys) {
            boolean isTouched = key.owner() == owner
                    && key.history().operations().stream()
                            .anyMatch(operation -> operation.durability.compareTo(survives) < 0);
            if (isTouched) {
                key.history().add(new Loss(time.nanos(), term, survives, safeAt));
            }
        }
    }

    /** An owner serves in {@code term}: if that is the term of a fault, the fault hit it behind its clean stop. */
    void serves(int owner, long term) {
        keys.stream()
                .filter(key -> key.owner() == owner)
                .forEach(key -> key.history().removeLosses(term));
    }

    /**
     * All is quiet: what was due has been delivered.
     *
     * @param jumps by how much the wall clock of each node was ever moved, forward and back
     * @param isKept which logged changes nothing can have taken from their outboxes
     */
    void finish(Map<Integer, long[]> jumps, BiPredicate<SimKey, Operation> isKept) {
        lives.forEach((put, millis) -> {
            long nanos = millis * SimTime.MILLI;
            long slack = 3 * SimTime.MILLI + nanos / 1_000;
            put.mayEnd = put.invoked + nanos - slack;
            put.mustEnd = put.ending == Ending.APPLIED ? put.returned + nanos + slack : Operation.NEVER;
        });
        for (SimKey key : keys) {
            long[] moved = jumps.getOrDefault(key.owner(), new long[2]);
            for (Operation operation : key.history().operations()) {
                operation.isDue &= isKept.test(key, operation);
                finish(key, operation, moved);
            }
        }
    }

    private void finish(SimKey key, Operation operation, long[] moved) {
        if (operation.isDue && operation.ending == Ending.OPEN) {
            operation.ended(Ending.APPLIED, time.nanos());
        }
        boolean hasEnd = operation.mayEnd != Operation.NEVER;
        if ((hasEnd && moved[0] > 0) || (key.isBounded() && operation.kind == Kind.PUT)) {
            operation.mayEnd = operation.invoked;
        }
        // One that was lost and made again lives from then on.
        boolean isMadeOnce = key.history().losses().stream().allMatch(loss -> loss.spares(operation, false));
        if (hasEnd && (moved[1] > 0 || !isMadeOnce)) {
            operation.mustEnd = Operation.NEVER;
        }
    }
}
