package io.kvswarm.sim;

import io.kvswarm.api.MutationId;
import io.kvswarm.internal.base.BodyReader;
import io.kvswarm.internal.base.Limits;
import io.kvswarm.internal.log.LogIdentity;
import io.kvswarm.internal.log.LogKeys;
import io.kvswarm.internal.log.LogPlace;
import io.kvswarm.internal.log.LogRecord;
import io.kvswarm.internal.log.LogSettings;
import io.kvswarm.internal.log.OpenedLog;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.log.Replay;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Version;
import io.kvswarm.sim.history.Operation;
import io.kvswarm.sim.history.Operation.Ending;
import io.kvswarm.sim.history.Operation.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the logs of all owners when all is over, and counts: every change that was acknowledged or logged stands in one
 * of them once, in its writer's order; what failed stands in none.
 */
final class SimAudit {
    private static final byte EFFECT = 1;
    private static final int BYTES_BEFORE_OUTCOME = 8 + 4 + 8;
    private static final int BYTES_BEFORE_EXPIRY = 1;
    private static final int NONE = 0;
    private static final int SET = 1;

    private final SimSwarm swarm;
    private final SimTime time;
    private final SimHistory history;
    private final Map<MutationId, Found> found = new HashMap<>();
    private final Map<Lane, Long> lastOf = new HashMap<>();
    private final Map<Integer, Long> indices = new HashMap<>();
    /** Changes of the key at hand that were made after their clients had been told otherwise. */
    private final List<Operation> again = new ArrayList<>();

    private final List<Integer> whole = new ArrayList<>();

    private boolean isFlipped;

    /** What one session did in one cell. */
    private record Lane(int cell, SessionId session) {}

    /** How a change stands in a log. */
    private record Found(boolean isApplied, Version version, long content) {}

    SimAudit(SimSwarm swarm) {
        this.swarm = swarm;
        this.time = swarm.time();
        this.history = swarm.history();
    }

    void run() {
        for (SimNode node : swarm.nodes()) {
            if (node.stores) {
                read(node);
            }
        }
        for (SimKey key : history.keys()) {
            for (Operation operation : key.history().operations()) {
                if (operation.kind != Kind.GET) {
                    compare(key, operation, whole.contains(key.owner()));
                }
            }
            again.forEach(key.history()::add);
            again.clear();
        }
    }

    private void read(SimNode node) {
        indices.clear();
        isFlipped = swarm.faults().flipped().contains(node);
        SimLoop loop = new SimLoop(time, node.clock);
        SimWorker worker = new SimWorker(time);
        LogPlace place = new LogPlace(loop, worker, new SimWorker(time), node.disk);
        LogIdentity identity = new LogIdentity(swarm.configs().newest().swarm(), node.key.id(), "log");
        Replay replay = Replay.all(batch -> {
            swarm.guard(() -> batch.forEach(this::onRecord));
            return CompletableFuture.completedFuture(null);
        });
        List<OpenedLog> opened = new ArrayList<>();
        LogSettings settings = LogSettings.DEFAULT.withBallastBytes(0);
        loop.execute(() -> RecordLog.open(place, identity, LogKeys.of(node.key), settings, replay)
                .whenComplete((log, failure) -> swarm.guard(() -> onOpened(node, opened, log, failure))));
        time.runUntil(() -> !opened.isEmpty(), 10 * SimTime.SECOND);
        loop.kill();
    }

    private void onOpened(SimNode node, List<OpenedLog> opened, OpenedLog log, Throwable failure) {
        if (failure != null) {
            throw new AssertionError("the log of " + node + " cannot be opened after a clean stop", failure);
        }
        opened.add(log);
        if (swarm.faults().flipped().contains(node)) {
            return;
        }
        if (!log.damages().isEmpty() || log.cutBytes() > 0) {
            throw new AssertionError("the log of " + node + " is damaged after a clean stop: " + log.damages() + ", "
                    + log.cutBytes() + " bytes cut");
        }
        if (log.log().segments().isEmpty() || log.log().segments().get(0).number() == 1) {
            whole.add(node.number);
            swarm.trace().count("audit.wholeLogs");
        }
    }

    private void onRecord(LogRecord record) {
        if (record.cell() == LogRecord.NO_CELL || record.isCarried() || record.type() == LogRecord.CHECKPOINT) {
            return;
        }
        Long before = indices.put(record.cell(), record.index());
        if (before != null && record.index() != before + 1 && !isFlipped) {
            throw new AssertionError("I2: cell " + record.cell() + ": index " + record.index() + " follows " + before);
        }
        if (record.type() == EFFECT) {
            onEffect(record);
        }
    }

    private void onEffect(LogRecord record) {
        BodyReader in = new BodyReader("Effect", ByteBuffer.wrap(record.body()));
        Lane lane = new Lane(record.cell(), SessionId.readFrom(in));
        long number = in.int64("number", 1, Long.MAX_VALUE);
        in.bytes("confirmed to ownerMillis", BYTES_BEFORE_OUTCOME);
        Outcome outcome = Outcome.values()[in.int8("outcome", 0, 255)];
        int change = in.int8("change", 0, 255);
        in.bytes("durability", BYTES_BEFORE_EXPIRY);
        in.int64("expiryMillis", 0, Long.MAX_VALUE);
        CacheId.readFrom(in);
        in.bytes32("key", Limits.KEY_BYTES_MAX);
        byte[] value = in.bytes32("value", Limits.VALUE_BYTES_MAX);
        Long last = lastOf.put(lane, number);
        if (last != null && number <= last) {
            throw new AssertionError("I3: " + lane + ": number " + number + " follows " + last);
        }
        MutationId id = new MutationId(lane.session().high(), lane.session().low(), number);
        Version version = new Version(record.cellEpoch(), record.term(), record.index());
        long content = change == SET ? SimValues.decode(value) : Operation.ABSENT;
        // What a writer gave up as lost stands as applied, too, and has changed nothing.
        boolean isChange = outcome == Outcome.APPLIED && change != NONE;
        Found before = found.put(id, new Found(isChange, version, content));
        if (before != null) {
            throw new AssertionError("P6: " + id + " stands as " + before + " and as " + found.get(id));
        }
        swarm.trace().count("audit.effects");
    }

    private void compare(SimKey key, Operation change, boolean isWhole) {
        swarm.trace().count("audit.changes");
        Found its = history.idOf(change) == null ? null : found.get(history.idOf(change));
        boolean isApplied = its != null && its.isApplied();
        boolean isSafe = key.history().losses().stream().allMatch(loss -> loss.spares(change, false));
        boolean isEffectless = change.ending == Ending.NEVER || change.ending == Ending.NOT_MET;
        if (isApplied && isEffectless && (isSafe || !history.isSaidByOwner(change))) {
            problem("RULES 4: applied as " + its.version() + " although it was to have no effect", key, change);
        } else if (isApplied && its.content() != change.content) {
            problem("P6: in the log with content " + its.content(), key, change);
        } else if (isWhole && !isApplied && change.isDue) {
            problem("P6: logged and never applied", key, change);
        } else if (isWhole && !isApplied && change.ending == Ending.APPLIED && isSafe) {
            problem("P5: acknowledged and in no log", key, change);
        } else if (isApplied && isSafe && change.made != null && !change.made.equals(its.version())) {
            problem("P6: in the log as " + its.version(), key, change);
        }
        learn(
                change,
                isApplied ? its.version() : null,
                isWhole && key.history().losses().isEmpty());
    }

    private void problem(String what, SimKey key, Operation change) {
        swarm.problem(what + ": " + change + ", " + history.idOf(change) + "\n"
                + key.history().describe());
    }

    /** What the log says spares the search for an order many a guess. */
    private void learn(Operation change, Version version, boolean nothingWasLost) {
        if (version == null && change.ending == Ending.OPEN && nothingWasLost) {
            change.ending = Ending.NEVER;
        } else if (version != null && change.ending == Ending.NEVER) {
            // Its owner lost the word that it was withdrawn, and was sent it once more.
            change.ended(Ending.OPEN, Operation.NEVER);
            change.made = version;
        } else if (version != null && change.ending == Ending.NOT_MET) {
            again.add(change.again(version));
        } else if (change.made == null) {
            change.made = version;
        } else if (!change.made.equals(version)) {
            change.madeAgain = version;
        }
    }
}
