package io.kvswarm.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Readers;
import io.kvswarm.internal.config.ConfigDecision.Accepted;
import io.kvswarm.internal.config.ConfigDecision.Fork;
import io.kvswarm.internal.config.ConfigDecision.News;
import io.kvswarm.internal.config.ConfigDecision.Older;
import io.kvswarm.internal.config.ConfigDecision.Reason;
import io.kvswarm.internal.config.ConfigDecision.Refused;
import io.kvswarm.internal.config.ConfigDecision.Same;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Goal: no node goes back, obeys a stranger, follows one of two histories, or lets a cell have two owners. */
final class ConfigHistoryTest {
    private static final ConfigDocument FIRST = Configs.example().document();
    private static final ConfigDocument SECOND = FIRST.withReaders(Readers.WRITERS);
    private static final ConfigDocument THIRD = SECOND.withWriter(Configs.A);
    private static final Authority ONE = Authority.anyOf(List.of(Configs.KEY.id()));

    @Test
    void ownNewerConfigIsAccepted() {
        ConfigHistory history = ConfigHistory.startingWith(FIRST);
        Accepted accepted = assertInstanceOf(Accepted.class, history.decide(SECOND, ConfigSource.LOCAL));
        assertEquals(SECOND, history.with(accepted).running());
        // Epochs may be skipped.
        assertInstanceOf(Accepted.class, history.decide(THIRD, ConfigSource.LOCAL));
    }

    @Test
    void withoutAnAuthorityPeersBringNews() {
        ConfigHistory history = ConfigHistory.startingWith(FIRST);
        News news = assertInstanceOf(News.class, history.decide(SECOND, ConfigSource.PEER));
        assertEquals(
                "heard of " + SECOND + " from a peer and did not act on it: this swarm has no authority, so only a"
                        + " config from this machine counts; this node goes on with epoch 1; put the new config into"
                        + " this node's file",
                news.message());
        // Nobody can make himself the authority.
        ConfigDocument grab = FIRST.withAuthority(ONE).signedBy(Configs.KEY);
        assertInstanceOf(News.class, history.decide(grab, ConfigSource.PEER));
        assertInstanceOf(Accepted.class, history.decide(grab, ConfigSource.LOCAL));
    }

    @Test
    void sameAndOlderAreToldApart() {
        ConfigHistory history = historyOf(FIRST, SECOND, THIRD);
        for (ConfigSource source : ConfigSource.values()) {
            Same same = assertInstanceOf(Same.class, history.decide(THIRD, source));
            assertEquals("already running " + THIRD, same.message());
            Older older = assertInstanceOf(Older.class, history.decide(FIRST, source));
            assertEquals("ignored a config of epoch 1: running " + THIRD, older.message());
            assertInstanceOf(Older.class, history.decide(SECOND, source));
        }
    }

    @Test
    void otherSwarmIsRefused() {
        ConfigDocument other = Configs.example().writers(List.of()).document();
        Refused refused = refused(ConfigHistory.startingWith(FIRST).decide(other, ConfigSource.LOCAL));
        assertEquals(Reason.OTHER_SWARM, refused.reason());
        assertEquals(
                "refused a config of swarm " + other.swarm() + ": this node is of swarm " + FIRST.swarm()
                        + "; this node goes on with epoch 1 (a file without \"swarm\" is another swarm's after any"
                        + " change by hand: make changes with kvswarm config set; to join another swarm, use an empty"
                        + " directory)",
                refused.message());
    }

    @Test
    void twoConfigsOfOneEpochAreAFork() {
        ConfigDocument other = FIRST.withReaders(Readers.of(List.of(Configs.X)));
        for (ConfigSource source : ConfigSource.values()) {
            Fork fork = assertInstanceOf(
                    Fork.class, ConfigHistory.startingWith(SECOND).decide(other, source));
            assertEquals(SECOND, fork.running());
            assertEquals(other, fork.offered());
            assertEquals(
                    "refused " + other + ": it is not the one of that epoch, or not made from the one before it, that"
                            + " this node has acted on, so there are two histories of swarm " + FIRST.swarm()
                            + "; this node goes on with epoch 2; make the next config from the one the nodes run,"
                            + " which kvswarm status shows",
                    fork.message());
        }
    }

    @Test
    void nextConfigOfAnotherHistoryIsAFork() {
        ConfigDocument other = FIRST.withReaders(Readers.of(List.of(Configs.X))).withWriter(Configs.A);
        assertInstanceOf(Fork.class, ConfigHistory.startingWith(SECOND).decide(other, ConfigSource.LOCAL));
    }

    @Test
    void olderConfigOfAnotherHistoryIsAFork() {
        ConfigDocument other = FIRST.withReaders(Readers.of(List.of(Configs.X)));
        assertInstanceOf(Fork.class, historyOf(FIRST, SECOND, THIRD).decide(other, ConfigSource.PEER));
        // Known from what the third says came before it, even by a node that never ran the second.
        assertInstanceOf(Fork.class, ConfigHistory.startingWith(THIRD).decide(other, ConfigSource.PEER));
    }

    @Test
    void configThatMovesACellIsRefusedFromEverywhere() {
        ConfigDocument signed = FIRST.withAuthority(ONE);
        ConfigDocument moving = signed.withCapacities(Map.of(Configs.A, 6L)).signedBy(Configs.KEY);
        for (ConfigSource source : ConfigSource.values()) {
            Refused refused = refused(ConfigHistory.startingWith(signed).decide(moving, source));
            assertEquals(Reason.MOVES_CELLS, refused.reason());
            assertEquals(
                    "refused " + moving + ": 35 of 1024 cells would move, cell 678 from 7f674794 to ae23b563 for one,"
                            + " and data cannot be moved to another node yet; this node goes on with epoch 2; to use"
                            + " other capacities, make a new swarm with kvswarm init and an empty directory for every"
                            + " node, and copy the data with kvswarm export and import",
                    refused.message());
        }
    }

    @Test
    void capacitiesThatMoveNothingAreAccepted() {
        ConfigDocument doubled = FIRST.withCapacities(Map.of(Configs.A, 10L, Configs.B, 20L, Configs.C, 14L));
        assertInstanceOf(Accepted.class, ConfigHistory.startingWith(FIRST).decide(doubled, ConfigSource.LOCAL));
    }

    @Test
    void otherCellsOrHashKeyMoveEverything() {
        ConfigDocument more = ConfigDocument.parse(SECOND.toJson().replace("\"cells\": 1024", "\"cells\": 2048"));
        Refused cells = refused(ConfigHistory.startingWith(FIRST).decide(more, ConfigSource.LOCAL));
        assertEquals(Reason.MOVES_CELLS, cells.reason());
        assertTrue(cells.message().contains(": it has 2048 cells in place of 1024, and data"), cells.message());
        ConfigDocument keyed = ConfigDocument.parse(SECOND.toJson()
                .replace("\"cells\": 1024", "\"cells\": 1024,\n\"hashKey\": \"" + "01".repeat(16) + "\""));
        Refused key = refused(ConfigHistory.startingWith(FIRST).decide(keyed, ConfigSource.LOCAL));
        assertTrue(key.message().contains(": it has another hashKey, which puts every key"), key.message());
    }

    @Test
    void authorityIsObeyedWhoeverBringsItsWord() {
        ConfigDocument start = FIRST.withAuthority(ONE);
        ConfigHistory history = ConfigHistory.startingWith(start);
        ConfigDocument next = start.withWriter(Configs.A);
        for (ConfigSource source : ConfigSource.values()) {
            assertInstanceOf(Accepted.class, history.decide(next.signedBy(Configs.KEY), source));
            Refused unsigned = refused(history.decide(next, source));
            assertEquals(Reason.NOT_SIGNED, unsigned.reason());
            assertEquals(
                    "refused " + next + ": it is not signed by 1 of the 1 keys of the running config's authority;"
                            + " this node goes on with epoch 2; sign it with kvswarm config sign",
                    unsigned.message());
            assertEquals(
                    Reason.NOT_SIGNED,
                    refused(history.decide(next.signedBy(Configs.KEY2), source)).reason());
        }
    }

    @Test
    void unsignedContradictionIsNoForkInASwarmWithAnAuthority() {
        ConfigDocument start = FIRST.withAuthority(ONE);
        ConfigHistory history = ConfigHistory.startingWith(start.withWriter(Configs.A));
        ConfigDocument other = start.withWriter(Configs.B);
        assertEquals(
                Reason.NOT_SIGNED,
                refused(history.decide(other, ConfigSource.PEER)).reason());
        assertInstanceOf(Fork.class, history.decide(other.signedBy(Configs.KEY), ConfigSource.PEER));
    }

    @Test
    void newAuthorityIsSignedByBoth() {
        ConfigDocument start = FIRST.withAuthority(ONE);
        ConfigHistory history = ConfigHistory.startingWith(start);
        ConfigDocument changed = start.withAuthority(Authority.anyOf(List.of(Configs.KEY2.id())));
        Refused refused = refused(history.decide(changed.signedBy(Configs.KEY), ConfigSource.PEER));
        assertTrue(refused.message().contains("authority and by its own new authority;"), refused.message());
        assertEquals(
                Reason.NOT_SIGNED,
                refused(history.decide(changed.signedBy(Configs.KEY2), ConfigSource.PEER))
                        .reason());
        ConfigDocument both = changed.signedBy(Configs.KEY).signedBy(Configs.KEY2);
        assertInstanceOf(Accepted.class, history.decide(both, ConfigSource.PEER));
        ConfigDocument none = start.withAuthority(Authority.NONE).signedBy(Configs.KEY);
        assertInstanceOf(Accepted.class, history.decide(none, ConfigSource.PEER));
    }

    @Test
    void unreadableConfigIsRefusedWithoutAnException() {
        byte[] json = "{\"bins\":7}".getBytes(StandardCharsets.UTF_8);
        Refused refused = refused(ConfigHistory.startingWith(FIRST).offer(json, ConfigSource.PEER));
        assertEquals(Reason.MALFORMED, refused.reason());
        assertEquals(
                "config at /bins: found 7, expected an object in braces; this node goes on with epoch 1",
                refused.message());
        byte[] next = SECOND.toJson().getBytes(StandardCharsets.UTF_8);
        assertInstanceOf(Accepted.class, ConfigHistory.startingWith(FIRST).offer(next, ConfigSource.LOCAL));
    }

    @Test
    void historyIsBounded() {
        ConfigDocument config = SECOND;
        ConfigHistory history = historyOf(FIRST, SECOND);
        ConfigDocument other = FIRST.withWriter(Configs.B);
        for (int kept = 2; kept < ConfigHistory.HASHES_MAX + 1; kept++) {
            assertInstanceOf(Fork.class, history.decide(other, ConfigSource.PEER));
            config = config.withReaders(kept % 2 == 0 ? Readers.ANY : Readers.WRITERS);
            history = history.with(new Accepted(config));
        }
        // Epochs 1 and 2 are among those forgotten, so what contradicts them is merely old.
        config = config.withReaders(Readers.of(List.of(Configs.X)));
        history = history.with(new Accepted(config));
        assertInstanceOf(Older.class, history.decide(other, ConfigSource.PEER));
    }

    private static ConfigHistory historyOf(ConfigDocument first, ConfigDocument... more) {
        ConfigHistory history = ConfigHistory.startingWith(first);
        for (ConfigDocument next : more) {
            history = history.with(assertInstanceOf(Accepted.class, history.decide(next, ConfigSource.LOCAL)));
        }
        return history;
    }

    private static Refused refused(ConfigDecision decision) {
        return assertInstanceOf(Refused.class, decision);
    }
}
