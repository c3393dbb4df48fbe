package io.kvswarm.internal.node;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.NodeStatus;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.peer.PeerHandler;
import io.kvswarm.internal.storage.StorageNode;
import io.kvswarm.internal.wire.Answer;
import io.kvswarm.internal.wire.AskStatus;
import io.kvswarm.internal.wire.Block;
import io.kvswarm.internal.wire.CacheId;
import io.kvswarm.internal.wire.ConfigAnswer;
import io.kvswarm.internal.wire.ConfigNews;
import io.kvswarm.internal.wire.ConfigProposal;
import io.kvswarm.internal.wire.Entries;
import io.kvswarm.internal.wire.Hello;
import io.kvswarm.internal.wire.KeyLeased;
import io.kvswarm.internal.wire.LeaseKey;
import io.kvswarm.internal.wire.Link;
import io.kvswarm.internal.wire.Message;
import io.kvswarm.internal.wire.Nack;
import io.kvswarm.internal.wire.Page;
import io.kvswarm.internal.wire.Pong;
import io.kvswarm.internal.wire.Read;
import io.kvswarm.internal.wire.Scan;
import io.kvswarm.internal.wire.StatusReport;
import io.kvswarm.internal.wire.Watch;
import io.kvswarm.internal.wire.Watched;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Hands each message to the room it is for. Confined to the loop. */
final class Dispatch implements PeerHandler {
    private static final int RETRY_MILLIS = 1000;

    private final SwarmNode node;
    private final Configs configs;
    private final Membership membership;
    private final Lending lending;
    private final Requests<StatusReport> questions;

    Dispatch(SwarmNode node, Configs configs, Membership membership, Lending lending) {
        this.node = node;
        this.configs = configs;
        this.membership = membership;
        this.lending = lending;
        this.questions = new Requests<>(node.loop());
    }

    @Override
    public Hello hello() {
        ConfigDocument config = node.config();
        StorageNode storage = node.storage();
        long term = storage == null ? 0 : storage.term();
        return config == null
                ? Hello.of("", 0, term, false, new byte[Hello.CONFIG_HASH_BYTES], new byte[0])
                : Hello.of(
                        config.swarm().toString(),
                        config.epoch(),
                        term,
                        storage != null,
                        config.hash().toBytes(),
                        lending.delegation(
                                config.swarm(),
                                node.client() == null ? null : node.client().writer()));
    }

    @Override
    public Pong pong(long stamp) {
        StorageNode storage = node.storage();
        return storage == null ? new Pong(stamp, 0, 0) : new Pong(stamp, storage.term(), storage.syncedSequence());
    }

    @Override
    public void onLink(Link link) {
        configs.onLink(link);
        node.absences().linked(link.peer());
        node.connecting().onLink(link);
        onLinkForClient(link);
    }

    /** Tells the client side, if there is one, of a link it can write to and read from. */
    void onLinkForClient(Link link) {
        if (node.client() != null && isStorageNode(link.peer())) {
            node.client().onLink(link);
        }
    }

    @Override
    public void onLinkEnd(Link link, String reason) {
        configs.onLinkEnd(link);
        if (node.connecting().keeps(link.peer())) {
            node.absences().missed(link.peer());
        }
        questions.onLinkEnd(link);
        if (node.client() != null) {
            node.client().onLinkEnd(link);
        }
        if (node.storage() != null) {
            node.storage().onLinkEnd(link);
        }
    }

    @Override
    public void onMessage(Link link, Message message) {
        switch (message.type()) {
            case BLOCK, CONFIRM, READ, HOLD, LEASE_ASK, INVALIDATED, SCAN, WATCH, LEASE_KEY, RETURN_KEY, END_SESSION ->
                toStorage(link, message);
            case CONFIG_NEWS -> configs.onNews(link, (ConfigNews) message);
            case CONFIG_PROPOSAL -> configs.onProposal(link, (ConfigProposal) message);
            case CONFIG_ANSWER -> configs.onAnswer(link, (ConfigAnswer) message);
            case ASK_STATUS -> StatusDesk.answer(link, (AskStatus) message, node.config(), node.storage());
            case STATUS_REPORT -> onReport(link, (StatusReport) message);
            case RESULTS,
                    NACK,
                    SESSION_ENDED,
                    ENTRIES,
                    HELD,
                    LEASE,
                    INVALIDATE,
                    PAGE,
                    WATCHED,
                    EVENTS,
                    KEY_LEASED,
                    PONG -> toClient(link, message);
            case HELLO, REFUSED, PING, ADDRESSES ->
                throw new IllegalArgumentException("links handle " + message.type() + " themselves");
        }
    }

    private void toStorage(Link link, Message message) {
        if (node.storage() == null) {
            decline(link, message, Nack.Reason.UNUSABLE, Answer.Status.UNUSABLE, "this node does not serve");
        } else {
            node.storage().onMessage(link, message);
        }
    }

    private void toClient(Link link, Message message) {
        if (node.client() != null) {
            node.client().onMessage(link, message);
        }
    }

    /** True if the config lets who acts on the link send this; otherwise he is told. */
    boolean isAllowed(Link link, Message message) {
        boolean allowed = membership.mayUse(link.principal(), message.type());
        if (!allowed) {
            onForbidden(link, message);
        }
        return allowed;
    }

    @Override
    public void onForbidden(Link link, Message message) {
        String reason = membership.refusalOf(link.principal());
        decline(link, message, Nack.Reason.NOT_AUTHORISED, Answer.Status.NOT_AUTHORISED, reason);
    }

    private static void decline(Link link, Message message, Nack.Reason reason, Answer.Status status, String detail) {
        if (message instanceof Block block) {
            TreeSet<Integer> told = new TreeSet<>();
            block.entries().forEach(entry -> {
                int cell = entry.mutation().cell();
                if (told.add(cell)) {
                    long number = entry.mutation().number();
                    link.send(new Nack(block.session(), cell, reason, number, RETRY_MILLIS, detail));
                }
            });
        } else if (message instanceof Read read) {
            List<Answer> answers = Collections.nCopies(read.keys().size(), Answer.without(status));
            BitSet held = read.hold() == Read.Hold.NO ? null : new BitSet();
            link.send(new Entries(read.requestId(), 0, answers, held));
        } else if (message instanceof Scan scan) {
            link.send(new Page(scan.requestId(), status, List.of(), true));
        } else if (message instanceof Watch watch && watch.on()) {
            link.send(new Watched(watch.requestId(), status));
        } else if (message instanceof LeaseKey question) {
            link.send(new KeyLeased(question.requestId(), status, 0));
        }
    }

    @Override
    public void onRefused(NodeId peer, ErrorCode code, String reason) {
        SwarmException refusal = new SwarmException(code, "node " + peer.shortForm() + " refused this node: " + reason);
        node.connecting().onRefused(peer, refusal);
        if (node.client() != null) {
            node.client().onRefused(peer, refusal);
        }
    }

    private boolean isStorageNode(NodeId peer) {
        return node.config() != null && node.config().isStorageNode(peer);
    }

    private void onReport(Link link, StatusReport report) {
        questions.onAnswer(link, report.requestId(), report);
    }

    /** Asks every storage node how it is; those that cannot be reached in time are said to be so. */
    CompletableFuture<List<NodeStatus>> status(long timeoutNanos) {
        List<CompletableFuture<NodeStatus>> answers = new ArrayList<>();
        for (NodeId id : new TreeSet<>(node.storageNodes())) {
            answers.add(statusOf(id, timeoutNanos));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    /** Asks every storage node what it has of a cache. */
    CompletableFuture<List<CacheUsage>> usage(CacheId cache, long timeoutNanos) {
        List<CompletableFuture<CacheUsage>> answers = new ArrayList<>();
        for (NodeId id : node.storageNodes()) {
            answers.add(reportOf(id, timeoutNanos)
                    .handle((report, failure) ->
                            failure == null ? StatusDesk.usage(report, cache) : CacheUsage.UNKNOWN));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<StatusReport> reportOf(NodeId id, long timeoutNanos) {
        return node.connecting()
                .linkTo(id, timeoutNanos, node::linkOf)
                .thenCompose(link -> questions.ask(link, AskStatus::new, timeoutNanos));
    }

    private CompletableFuture<NodeStatus> statusOf(NodeId id, long timeoutNanos) {
        return reportOf(id, timeoutNanos)
                .handle((report, failure) -> failure == null
                        ? StatusDesk.read(report, id, node.config(), node.addressesOf(id))
                        : StatusDesk.silent(asSwarmException(failure), id, node.config(), node.addressesOf(id)));
    }

    private static SwarmException asSwarmException(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof SwarmException known
                ? known
                : new SwarmException(ErrorCode.UNREACHABLE, String.valueOf(cause.getMessage()), cause);
    }
}
