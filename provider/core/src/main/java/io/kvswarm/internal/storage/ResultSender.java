package io.kvswarm.internal.storage;

import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.log.RecordLog;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Result;
import io.kvswarm.internal.wire.Results;
import io.kvswarm.internal.wire.SessionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers the results of one turn, so that each session gets one message. Confined to the loop. */
final class ResultSender {
    private final Loop loop;
    private final RecordLog log;
    private final long term;
    private final Map<Target, List<Result>> gathered = new LinkedHashMap<>();
    private boolean scheduled;
    private Runnable listener = () -> {};

    /** Where results go. */
    private record Target(Link link, SessionId session) {}

    ResultSender(Loop loop, RecordLog log, long term) {
        this.loop = loop;
        this.log = log;
        this.term = term;
    }

    void onTold(Runnable newListener) {
        listener = newListener;
    }

    void send(Link link, SessionId session, Result result) {
        gathered.computeIfAbsent(new Target(link, session), target -> new ArrayList<>())
                .add(result);
        if (!scheduled) {
            scheduled = true;
            loop.atEndOfTurn(this::flush);
        }
    }

    private void flush() {
        scheduled = false;
        gathered.forEach((target, results) -> {
            for (int from = 0; from < results.size(); from += Results.COUNT_MAX) {
                List<Result> part = results.subList(from, Math.min(results.size(), from + Results.COUNT_MAX));
                target.link().send(new Results(target.session(), term, log.syncedSequence(), List.copyOf(part)));
            }
        });
        gathered.clear();
        listener.run();
    }
}
