package io.kvswarm.jcache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.api.Durability;
import io.kvswarm.api.HostPort;
import io.kvswarm.api.NamespaceSettings;
import io.kvswarm.jcache.config.CacheSettings.Expiry;
import io.kvswarm.jcache.config.CacheSettings.Flags;
import io.kvswarm.jcache.config.CacheSettings.Near;
import io.kvswarm.jcache.config.CacheSettings.Service;
import io.kvswarm.jcache.config.CacheSettings.Types;
import io.kvswarm.jcache.config.SwarmSettings.Role;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: every key of a file does what it says, and whatever is wrong is named with line, path and what is allowed. */
final class ConfigFileTest {
    private static final Path BASE = Path.of("/etc/app");

    private static ProviderConfig read(String yaml) {
        return ConfigFile.read(URI.create("file:/etc/app/a.yaml"), BASE, yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static CacheSettings settings(String key, String value) {
        return read("defaults: { " + key + ": " + value + " }").defaults();
    }

    private static String problem(String yaml) {
        return assertThrows(CacheException.class, () -> read(yaml)).getMessage();
    }

    @Test
    void anEmptyFileIsAnEmbeddedSwarm() {
        ProviderConfig config = read("");
        assertEquals(SwarmSettings.EMBEDDED, config.swarm());
        assertTrue(config.swarm().isEmbedded());
        assertEquals(CacheSettings.DEFAULT, config.settingsOf("any"));
        assertEquals(Set.of(), config.names());
        assertFalse(config.existsOnGet("any"));
    }

    @Test
    void everyKeyOfASwarmIsRead() {
        ProviderConfig config = read("""
                swarm: shop.json
                directory: /var/lib/app
                role: storage
                listen: 0.0.0.0:7400
                bootstrap: [a:1, "[::1]:2"]
                identity: keys/identity
                allowed-classes: [com.acme.**, a.B]
                """);
        SwarmSettings swarm = config.swarm();
        assertEquals(
                Optional.of(BASE.resolve("shop.json")),
                swarm.config().orElseThrow().file());
        assertEquals(Optional.of(Path.of("/var/lib/app")), swarm.directory());
        assertEquals(Role.STORAGE, swarm.role());
        assertEquals(Optional.of(new HostPort("0.0.0.0", 7400)), swarm.listen());
        assertEquals(List.of(new HostPort("a", 1), new HostPort("::1", 2)), swarm.bootstrap());
        assertEquals(Optional.of(BASE.resolve("keys/identity")), swarm.identity());
        assertEquals(List.of("com.acme.**", "a.B"), config.allowedClasses());
        assertEquals(
                List.of(new HostPort("a", 1)),
                read("{swarm: s, bootstrap: a:1}").swarm().bootstrap());
    }

    @Test
    void aSwarmConfigMayStandInTheFile() {
        SwarmSettings swarm = read("swarm: { writers: [ab, '12'], epoch: 3, open: true, none: null }")
                .swarm();
        assertEquals(
                Optional.of("{\"writers\":[\"ab\",\"12\"],\"epoch\":3,\"open\":true,\"none\":null}"),
                swarm.config().orElseThrow().text());
        assertFalse(swarm.isEmbedded());
    }

    @Test
    void everyKeyOfACacheIsRead() {
        CacheSettings settings = read("""
                caches:
                  orders:
                    key-type: java.lang.Long
                    value-type: com.acme.Order
                    max-entries: 100
                    max-bytes: 64MiB
                    evict: never
                    durability: fsync
                    on-unreachable: queue
                    deadline: 250ms
                    near: { mode: bounded, max-entries: 5, max-bytes: 1MB, staleness: 2s }
                    expiry: { kind: touched, duration: 10m }
                    statistics: true
                    management: true
                    store-by-value: false
                """).settingsOf("orders");
        assertEquals(
                new CacheSettings(
                        new Types("java.lang.Long", "com.acme.Order"),
                        new NamespaceSettings(100, 64 << 20, false),
                        new Near(NearMode.BOUNDED, 5, 1_000_000, Duration.ofSeconds(2)),
                        new Service(Durability.FSYNC, OnUnreachable.QUEUE, Duration.ofMillis(250)),
                        new Expiry(ExpiryKind.TOUCHED, Duration.ofMinutes(10)),
                        new Flags(true, true, false, false)),
                settings);
    }

    @Test
    void theFirstTemplateThatMatchesCountsOnTopOfTheDefaults() {
        ProviderConfig config = read("""
                defaults: { max-entries: 7, deadline: 1s }
                templates:
                  "com.acme.*": { max-entries: 8 }
                  "com.?cme.Order": { max-entries: 9 }
                  "com.ecme.Order": { create-on-get: true }
                  "*": { statistics: true }
                caches:
                  com.acme.Own: { statistics: true }
                """);
        assertEquals(8, config.settingsOf("com.acme.Order").bounds().maxEntries());
        assertEquals(9, config.settingsOf("com.bcme.Order").bounds().maxEntries());
        assertEquals(7, config.settingsOf("x\ny").bounds().maxEntries());
        assertTrue(config.settingsOf("x\ny").flags().statistics());
        assertEquals(7, config.settingsOf("com.acme.Own").bounds().maxEntries());
        assertEquals(
                Duration.ofSeconds(1), config.settingsOf("com.acme.x").service().deadline());
        assertEquals(Set.of("com.acme.Own"), config.names());
        assertTrue(config.existsOnGet("com.acme.Own"));
        assertFalse(config.existsOnGet("com.acme.Order"));
    }

    @Test
    void aTemplateWithANameMayCreateOnGet() {
        ProviderConfig config = read("templates: { a.b: { create-on-get: true } }");
        assertTrue(config.existsOnGet("a.b"));
        assertFalse(config.existsOnGet("axb"));
        String only = " has create-on-get, expected only in a template whose pattern is a name without * and ?";
        assertEquals(
                "file:/etc/app/a.yaml line 1: templates.a*" + only,
                problem("templates: { a*: { create-on-get: true } }"));
        assertEquals("file:/etc/app/a.yaml line 1: defaults" + only, problem("defaults: { create-on-get: true }"));
        assertEquals("file:/etc/app/a.yaml line 1: caches.a" + only, problem("caches: { a: { create-on-get: true } }"));
    }

    @Test
    void hibernatesTimestampsNeverMiss() {
        String region = "app.default-update-timestamps-region";
        assertEquals(
                "file:/etc/app/a.yaml line 2: caches." + region + ".on-unreachable is \"miss\", expected fail or queue:"
                        + " a miss there makes Hibernate serve stale queries",
                problem("caches:\n  " + region + ": { on-unreachable: miss }"));
        assertTrue(problem("templates: { " + region + ": { on-unreachable: miss } }")
                .contains("stale queries"));
        ProviderConfig config = read("templates: { 'app.*': { on-unreachable: miss } }");
        assertEquals(
                OnUnreachable.MISS, config.settingsOf("app.Order").service().onUnreachable());
        assertEquals(OnUnreachable.FAIL, config.settingsOf(region).service().onUnreachable());
        assertEquals(
                OnUnreachable.FAIL,
                config.settingsOf("app.org.hibernate.cache.spi.UpdateTimestampsCache")
                        .service()
                        .onUnreachable());
        config = read("defaults: { on-unreachable: miss }\ncaches: { " + region + ": }");
        assertEquals(OnUnreachable.FAIL, config.settingsOf(region).service().onUnreachable());
    }

    @Test
    void unknownKeysNameTheNearestOne() {
        String at = "file:/etc/app/a.yaml line ";
        assertEquals(at + "2: cachs is not known; did you mean caches?", problem("\ncachs: {}"));
        assertEquals(
                at + "3: caches.orders.max-entris is not known; did you mean max-entries?",
                problem("caches:\n  orders:\n    max-entris: 5"));
        assertEquals(
                at + "1: defaults.near.modus is not known; did you mean mode?",
                problem("defaults: {near: {modus: 1}}"));
        assertEquals(
                at + "1: defaults.expiry.zzzzzzzz is not known; known are duration, kind",
                problem("defaults: {expiry: {zzzzzzzz: 1}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-entries | -1   | COUNT",
                "max-entries | 1KiB | COUNT",
                "max-entries | 9223372036854775808 | COUNT",
                "max-bytes   | 5Mb  | BYTES",
                "max-bytes   | 9999999999 TiB | BYTES",
                "evict       | fifo | lru or never",
                "durability  | disk | memory, os or fsync",
                "on-unreachable | retry | fail, miss or queue",
                "deadline    | 2h   | a duration from 1 ms to 1 h: a number with ms, s, m or h",
                "deadline    | 0s   | a duration from 1 ms to 1 h: a number with ms, s, m or h",
                "deadline    | 10   | a duration from 1 ms to 1 h: a number with ms, s, m or h",
                "near.mode   | on   | coherent, bounded or off",
                "near.max-entries | many | COUNT",
                "near.max-bytes   | many | BYTES",
                "near.staleness   | 1d   | a duration from 1 ms to 1 h: a number with ms, s, m or h",
                "expiry.kind | idle | eternal, created, modified, accessed or touched",
                "expiry.duration | 36501d | a duration from 1 ms to 36500 days: a number with ms, s, m, h or d",
                "statistics  | yes  | true or false",
                "management  | 1    | true or false",
                "store-by-value | no | true or false",
                "create-on-get | x  | true or false"
            })
    void wrongValuesNameWhatIsAllowed(String key, String value, String allowed) {
        assertEquals(
                "file:/etc/app/a.yaml line 1: defaults." + key + " is \"" + value + "\", expected "
                        + allowed.replace("BYTES", Values.BYTES).replace("COUNT", Values.COUNT),
                problem("defaults: { " + inYaml(key, value) + " }"));
    }

    private static String inYaml(String key, String value) {
        int dot = key.indexOf('.');
        return dot < 0
                ? key + ": " + value
                : key.substring(0, dot) + ": { " + key.substring(dot + 1) + ": " + value + " }";
    }

    @Test
    void wrongKindsOfValuesAreNamed() {
        String at = "file:/etc/app/a.yaml line 1: ";
        assertEquals(at + "caches is a list, expected a mapping", problem("caches: []"));
        assertEquals(at + "the file is a list, expected a mapping", problem("[]"));
        assertEquals(
                at + "defaults.key-type is a mapping, expected name of a class", problem("defaults: {key-type: {}}"));
        assertEquals(
                at + "defaults.value-type is empty, expected name of a class", problem("defaults: {value-type: }"));
        assertEquals(
                at + "bootstrap[1] is \"b\", expected host:port, for instance 10.0.0.1:7000 or [::1]:7000",
                problem("{swarm: s, bootstrap: [a:1, b]}"));
        assertEquals(
                at + "allowed-classes[0] is \"*.x\", expected a.b.C, a.b.* or a.b.**",
                problem("allowed-classes: ['*.x']"));
        assertEquals(at + "directory is a list, expected a path", problem("directory: []"));
        assertEquals(at + "role is \"server\", expected client or storage", problem("{swarm: s, role: server}"));
    }

    @Test
    void whatDoesNotFitTogetherIsNamed() {
        String at = "file:/etc/app/a.yaml line 1: ";
        for (String key : List.of("role: client", "listen: a:1", "bootstrap: a:1", "identity: i")) {
            assertEquals(
                    at + key.replaceFirst(":.*", "") + " needs swarm, expected a swarm config beside it", problem(key));
        }
        assertEquals(
                at + "the file has role storage without listen, expected host:port, for instance 10.0.0.1:7000 or"
                        + " [::1]:7000",
                problem("{swarm: s, role: storage}"));
        assertEquals(at + "listen needs role storage, but the role is client", problem("{swarm: s, listen: a:1}"));
        assertEquals(
                at + "defaults has an expiry without expiry.duration, expected " + Values.LIFE,
                problem("defaults: {expiry: {kind: created}}"));
    }

    @Test
    void filesThatAreNoYamlOrJsonAreRefusedWithALine() {
        String at = "file:/etc/app/a.yaml line ";
        assertEquals(at + "2: is no YAML: Duplicate field 'a'", problem("defaults: {}\ncaches: {a: {}, a: {}}"));
        assertEquals(at + "1: caches is an alias, expected the value itself", problem("{defaults: &d {}, caches: *d}"));
        assertEquals(at + "1: the file holds more than one document", problem("defaults: {}\n---\ncaches: {}"));
        assertTrue(problem("caches: {").startsWith(at + "1: is no YAML: "), problem("caches: {"));
        String deep = "[".repeat(70) + "]".repeat(70);
        assertTrue(problem(deep).startsWith(at), problem(deep));
        CacheException e = assertThrows(
                CacheException.class,
                () -> ConfigFile.read(URI.create("a.json"), BASE, "{\n'a'".getBytes(StandardCharsets.UTF_8)));
        assertTrue(e.getMessage().startsWith("a.json line 2: is no JSON: Unexpected character"), e.getMessage());
    }

    @Test
    void jsonSaysTheSameAsYaml() {
        String json = "{\"caches\": {\"a\": {\"max-entries\": 5, \"statistics\": true}}}";
        ProviderConfig config = ConfigFile.read(URI.create("a.json"), BASE, json.getBytes(StandardCharsets.UTF_8));
        assertEquals(read("caches: {a: {max-entries: 5, statistics: true}}").caches(), config.caches());
    }

    @Test
    void namesOfCachesAreChecked() {
        assertEquals(
                "file:/etc/app/a.yaml line 1: caches. is refused: a cache name has 0 bytes of UTF-8, expected 1 to"
                        + " 1024",
                problem("caches: {'': {}}"));
        assertEquals(
                Set.of("../x", "a,\"b\""),
                read("caches: {../x: {}, 'a,\"b\"': {}}").names());
    }

    @Test
    void unitsAreWhatTheySay() {
        assertEquals(5L << 40, settings("max-bytes", "5TiB").bounds().maxBytes());
        assertEquals(5_000, settings("max-bytes", "5 kB").bounds().maxBytes());
        assertEquals(Duration.ofHours(1), settings("deadline", "1h").service().deadline());
        assertEquals(
                Duration.ofDays(2),
                settings("expiry", "{kind: created, duration: 2d}").expiry().duration());
    }
}
