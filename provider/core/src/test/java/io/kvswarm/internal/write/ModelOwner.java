package io.kvswarm.internal.write;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.BlockEntry;
import io.kvswarm.internal.wire.Condition;
import io.kvswarm.internal.wire.Confirm;
import io.kvswarm.internal.wire.EndSession;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Mutation;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Outcome;
import io.kvswarm.internal.wire.Pong;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Results;
import io.kvswarm.internal.wire.SessionEnded;
import io.kvswarm.internal.wire.SessionId;
import io.kvswarm.internal.wire.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * An owner as RULES 1 to 4 and 11 describe it, without a disk: a journal, of which a power cut takes the part that was
 * not synced, and the marks that follow from it.
 */
final class ModelOwner {
    final NodeId node;
    final List<Decided> journal = new ArrayList<>();
    /** Cells it owns. */
    final Set<Integer> cells = new HashSet<>();
    /** Tells instead of deciding, if a reason is given. */
    Nack.Reason refuses;

    /** Cannot tell what is there. */
    boolean readsNothing;

    int waitMillis = 20;
    /** Keeps no marks: a bug put in on purpose. */
    boolean forgetsMarks;

    long term = 1;
    long gaps;
    long losts;
    long repeats;
    long confirms;
    private int base;
    private int synced;
    private Map<MarkKey, Mark> marks = new HashMap<>();
    private final Set<SessionId> ended = new HashSet<>();

    /** One record: what became of a mutation. */
    record Decided(SessionId session, int cell, Mutation mutation, Outcome outcome) {
        String value() {
            return new String(mutation.value(), StandardCharsets.US_ASCII);
        }
    }

    private record MarkKey(SessionId session, int cell) {}

    private static final class Mark {
        long last;
        long confirmed;
        final TreeMap<Long, Integer> indexOfResult = new TreeMap<>();
    }

    ModelOwner(NodeId node) {
        this.node = node;
    }

    void onMessage(Message message, Consumer<Message> reply) {
        if (message instanceof Block block) {
            onBlock(block, reply);
        } else if (message instanceof Confirm confirm) {
            confirms++;
            for (Confirm.Mark each : confirm.marks()) {
                Mark mark = marks.get(new MarkKey(confirm.session(), each.cell()));
                if (mark != null) {
                    confirm(mark, each.confirmed());
                }
            }
        } else if (message instanceof EndSession end) {
            ended.add(end.session());
            marks.keySet().removeIf(key -> key.session().equals(end.session()));
            reply.accept(new SessionEnded(end.session()));
        }
    }

    private void onBlock(Block block, Consumer<Message> reply) {
        List<Result> results = new ArrayList<>();
        Set<Integer> refused = new HashSet<>();
        for (BlockEntry entry : block.entries()) {
            Mutation mutation = entry.mutation();
            if (refused.contains(mutation.cell())) {
                continue;
            }
            Nack nack = decide(block.session(), entry, results);
            if (nack != null) {
                refused.add(mutation.cell());
                reply.accept(nack);
            }
        }
        if (!results.isEmpty()) {
            reply.accept(new Results(block.session(), term, sequenceOf(synced), results));
        }
    }

    private Nack decide(SessionId session, BlockEntry entry, List<Result> results) {
        Mutation mutation = entry.mutation();
        if (!cells.contains(mutation.cell())) {
            return nack(session, mutation, Nack.Reason.MOVED, mutation.number());
        }
        if (ended.contains(session)) {
            return nack(session, mutation, Nack.Reason.NOT_AUTHORISED, mutation.number());
        }
        Mark mark = marks.computeIfAbsent(new MarkKey(session, mutation.cell()), key -> new Mark());
        if (mutation.number() <= mark.last && !forgetsMarks) {
            repeats++;
            results.add(repeat(mark, mutation));
            confirm(mark, entry.confirmed());
            return null;
        }
        if (refuses != null) {
            return nack(session, mutation, refuses, mutation.number());
        }
        if (readsNothing && mutation.wantsOld()) {
            return nack(session, mutation, Nack.Reason.UNUSABLE, mutation.number());
        }
        if (mutation.prev() != mark.last && !forgetsMarks) {
            gaps++;
            return nack(session, mutation, Nack.Reason.GAP, mark.last);
        }
        Outcome outcome = outcomeOf(mutation);
        losts += mutation.kind() == Mutation.Kind.LOST ? 1 : 0;
        journal.add(new Decided(session, mutation.cell(), mutation, outcome));
        mark.last = mutation.number();
        mark.indexOfResult.put(mutation.number(), journal.size() - 1);
        confirm(mark, entry.confirmed());
        results.add(resultOf(journal.size() - 1));
        return null;
    }

    private static Outcome outcomeOf(Mutation mutation) {
        if (mutation.kind() == Mutation.Kind.WITHDRAW) {
            return Outcome.WITHDRAWN;
        }
        return mutation.condition().kind() == Condition.Kind.PRESENT ? Outcome.CONDITION_NOT_MET : Outcome.APPLIED;
    }

    private Result repeat(Mark mark, Mutation mutation) {
        Integer index = mark.indexOfResult.get(mutation.number());
        return index == null
                ? new Result(mutation.number(), mutation.cell(), Outcome.ALREADY_CONFIRMED, Version.NONE, 0, null)
                : resultOf(index);
    }

    private Result resultOf(int index) {
        Decided decided = journal.get(index);
        Mutation mutation = decided.mutation();
        Version version = new Version(1, term, index + 1);
        return new Result(mutation.number(), mutation.cell(), decided.outcome(), version, sequenceOf(index + 1), null);
    }

    private static void confirm(Mark mark, long upTo) {
        mark.confirmed = Math.max(mark.confirmed, Math.min(upTo, mark.last));
        mark.indexOfResult.headMap(mark.confirmed, true).clear();
    }

    /** Sequences count from the start of the process; what was there before is synced. */
    private long sequenceOf(int count) {
        return Math.max(0, count - base);
    }

    private Nack nack(SessionId session, Mutation mutation, Nack.Reason reason, long number) {
        return new Nack(session, mutation.cell(), reason, number, waitMillis, "as the test wants it");
    }

    Pong sync() {
        synced = journal.size();
        return pong();
    }

    Pong pong() {
        return new Pong(0, term, sequenceOf(synced));
    }

    /** Everything above some synced prefix is gone; results it had given may be among that. */
    void cutPower(SplittableRandom random) {
        int kept = synced + random.nextInt(journal.size() - synced + 1);
        while (journal.size() > kept) {
            journal.remove(journal.size() - 1);
        }
        restart();
        term++;
    }

    /** A clean stop and start: nothing lost, the same term, sequences from 1 again. */
    void restart() {
        base = journal.size();
        synced = base;
        marks = new HashMap<>();
        for (int i = 0; i < journal.size(); i++) {
            Decided decided = journal.get(i);
            if (!ended.contains(decided.session())) {
                Mark mark = marks.computeIfAbsent(new MarkKey(decided.session(), decided.cell()), key -> new Mark());
                mark.last = decided.mutation().number();
                mark.indexOfResult.put(mark.last, i);
            }
        }
    }

    /** Hands a cell over: everything of it, synced. */
    void giveCell(int cell, ModelOwner other) {
        cells.remove(cell);
        List<Decided> moved = new ArrayList<>();
        for (Iterator<Decided> each = journal.iterator(); each.hasNext(); ) {
            Decided decided = each.next();
            if (decided.cell() == cell) {
                moved.add(decided);
                each.remove();
            }
        }
        restart();
        term++;
        other.takeCell(cell, moved, ended);
    }

    private void takeCell(int cell, List<Decided> moved, Set<SessionId> endedThere) {
        cells.add(cell);
        ended.addAll(endedThere);
        journal.addAll(moved);
        restart();
        term++;
    }

    int marks() {
        return marks.size();
    }

    /** Results kept because they are not confirmed. */
    int unconfirmed() {
        return marks.values().stream()
                .mapToInt(mark -> mark.indexOfResult.size())
                .sum();
    }
}
