package io.kvswarm.internal.node;

import io.kvswarm.api.ErrorCode;
import io.kvswarm.api.NodeId;
import io.kvswarm.api.SwarmException;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.config.ConfigDecision;
import io.kvswarm.internal.config.ConfigDocument;
import io.kvswarm.internal.config.ConfigHistory;
import io.kvswarm.internal.config.ConfigSource;
import io.kvswarm.internal.wire.ConfigAnswer;
import io.kvswarm.internal.wire.ConfigNews;
import io.kvswarm.internal.wire.ConfigProposal;
import io.kvswarm.internal.wire.Link;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The config this node runs, and what it does with others it hears of. Confined to the loop.
 *
 * <p>A config that was accepted is passed on to every linked node, and to every node that links with an older one.
 */
final class Configs {
    private static final Logger LOG = LoggerFactory.getLogger(Configs.class);
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int REASON_CHARS_MAX = 1000;
    private static final int REPORTED_MAX = 1024;

    private final NodeId self;
    private final Supplier<List<Link>> links;
    private final Consumer<ConfigDocument> onAccepted;
    private final Evidence evidence;
    private final Requests<ConfigAnswer> proposals;
    private final Set<String> reported = new HashSet<>();
    private ConfigHistory history;

    /** Keeps what has to outlive the process. Called on the loop; does its file work elsewhere. */
    interface Evidence {
        /** The config to start with next time. */
        void keepRunning(ConfigDocument config);

        /** One side of a fork. */
        void keepFork(ConfigDocument config);
    }

    Configs(
            Loop loop,
            NodeId self,
            Supplier<List<Link>> links,
            Consumer<ConfigDocument> onAccepted,
            Evidence evidence) {
        this.self = self;
        this.links = links;
        this.onAccepted = onAccepted;
        this.evidence = evidence;
        this.proposals = new Requests<>(loop);
    }

    /** The config in force; null while there is none. */
    ConfigDocument running() {
        return history == null ? null : history.running();
    }

    /** Runs a config from this machine; what kept it from that, or null. */
    SwarmException offerLocally(ConfigDocument offered) {
        if (history == null) {
            begin(offered);
            return null;
        }
        return act(history.decide(offered, ConfigSource.LOCAL), null);
    }

    private void begin(ConfigDocument first) {
        history = ConfigHistory.startingWith(first);
        evidence.keepRunning(first);
        onAccepted.accept(first);
    }

    /**
     * Asks the linked storage nodes whether they would act on a config, then runs it. Fails with
     * {@code CONFIG_REFUSED} if this node or one of them would not; nothing has changed then.
     */
    CompletableFuture<Void> propose(ConfigDocument offered) {
        if (history != null && history.decide(offered, ConfigSource.LOCAL) instanceof ConfigDecision.Refused refused) {
            return CompletableFuture.failedFuture(refusal(refused.message()));
        }
        byte[] json = jsonOf(offered);
        List<CompletableFuture<ConfigAnswer>> answers = new ArrayList<>();
        for (Link link : links.get()) {
            if (offered.isStorageNode(link.peer()) && !link.peer().equals(self)) {
                answers.add(proposals
                        .ask(link, id -> new ConfigProposal(id, json), ANSWER_NANOS)
                        .exceptionally(silent -> new ConfigAnswer(0, true, "")));
            }
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenAccept(done -> {
                    for (CompletableFuture<ConfigAnswer> answer : answers) {
                        if (!answer.join().accepted()) {
                            throw refusal(answer.join().reason());
                        }
                    }
                    SwarmException failure = offerLocally(offered);
                    if (failure != null) {
                        throw failure;
                    }
                });
    }

    /** A link is open: who runs an older config gets this node's. */
    void onLink(Link link) {
        if (history != null && link.hello().epoch() < running().epoch()) {
            link.send(new ConfigNews(jsonOf(running())));
        }
    }

    void onLinkEnd(Link link) {
        proposals.onLinkEnd(link);
    }

    void onNews(Link link, ConfigNews news) {
        if (history == null) {
            return;
        }
        ConfigDecision decision = history.offer(news.json(), ConfigSource.PEER);
        if (decision instanceof ConfigDecision.Older) {
            link.send(new ConfigNews(jsonOf(running())));
        } else {
            act(decision, link);
        }
    }

    void onProposal(Link link, ConfigProposal proposal) {
        ConfigDecision decision = history == null ? null : history.offer(proposal.json(), ConfigSource.PEER);
        boolean accepted = decision == null
                || decision instanceof ConfigDecision.Accepted
                || decision instanceof ConfigDecision.Same
                || decision instanceof ConfigDecision.News;
        String reason = accepted ? "" : "node " + self.shortForm() + " " + decision.message();
        link.send(new ConfigAnswer(proposal.requestId(), accepted, shortened(reason)));
    }

    void onAnswer(Link link, ConfigAnswer answer) {
        proposals.onAnswer(link, answer.requestId(), answer);
    }

    private SwarmException act(ConfigDecision decision, Link from) {
        if (decision instanceof ConfigDecision.Accepted accepted) {
            history = history.with(accepted);
            LOG.info("{}", decision.message());
            evidence.keepRunning(accepted.config());
            onAccepted.accept(accepted.config());
            passOn(from);
            return null;
        }
        if (decision instanceof ConfigDecision.Same) {
            return null;
        }
        if (decision instanceof ConfigDecision.Fork fork) {
            evidence.keepFork(fork.offered());
        }
        report(decision, from);
        return refusal(decision.message());
    }

    /** Each once: peers say the same at every connection. */
    private void report(ConfigDecision decision, Link from) {
        if (reported.size() < REPORTED_MAX && reported.add(decision.message())) {
            String source =
                    from == null ? "this machine" : "node " + from.peer().shortForm();
            if (decision instanceof ConfigDecision.Fork) {
                LOG.error("from {}: {}", source, decision.message());
            } else {
                LOG.warn("from {}: {}", source, decision.message());
            }
        }
    }

    private void passOn(Link except) {
        ConfigNews news = new ConfigNews(jsonOf(running()));
        for (Link link : links.get()) {
            if (link != except) {
                link.send(news);
            }
        }
    }

    private static SwarmException refusal(String message) {
        return new SwarmException(ErrorCode.CONFIG_REFUSED, message);
    }

    private static String shortened(String text) {
        return text.length() <= REASON_CHARS_MAX ? text : text.substring(0, REASON_CHARS_MAX);
    }

    private static byte[] jsonOf(ConfigDocument config) {
        return config.toJson().getBytes(StandardCharsets.UTF_8);
    }
}
