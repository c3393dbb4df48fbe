package io.kvswarm.jcache.config;

import io.kvswarm.api.Durability;
import io.kvswarm.api.NamespaceSettings;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * What can be set for a cache: one row for each key of {@code defaults}, of {@code templates} and of {@code caches}.
 *
 * @param name     of the key; the part behind a dot is a key of the mapping before it
 * @param allowed  values
 * @param unless   what holds if it is not given
 * @param meaning  one sentence
 * @param applying changes settings
 */
record Setting(
        String name,
        String allowed,
        String unless,
        String meaning,
        BiFunction<CacheSettings, Node, CacheSettings> applying) {
    /** All of them, in the order of the reference page. */
    static final List<Setting> ALL = List.of(
            new Setting(
                    "key-type",
                    "name of a class",
                    "java.lang.Object",
                    "Class of keys.",
                    (is, node) -> is.withTypes(new CacheSettings.Types(
                            node.text("name of a class"), is.types().value()))),
            new Setting(
                    "value-type",
                    "name of a class",
                    "java.lang.Object",
                    "Class of values.",
                    (is, node) ->
                            is.withTypes(new CacheSettings.Types(is.types().key(), node.text("name of a class")))),
            new Setting(
                    "max-entries",
                    Values.COUNT,
                    "0",
                    "Most entries, over the whole swarm.",
                    (is, node) -> is.withBounds(is.bounds().withMaxEntries(Values.count(node)))),
            new Setting(
                    "max-bytes",
                    Values.BYTES,
                    "0",
                    "Most bytes of keys and values, over the whole swarm.",
                    (is, node) -> is.withBounds(is.bounds().withMaxBytes(Values.bytes(node)))),
            new Setting(
                    "evict",
                    Values.names(Evict.class),
                    "lru",
                    "What happens at the bound: the entries least used go, or new ones are refused.",
                    Setting::evict),
            new Setting(
                    "durability",
                    Values.names(Durability.class),
                    "os",
                    "What a change has survived when it is confirmed: nothing, the end of the process, a power cut.",
                    (is, node) -> is.withService(new CacheSettings.Service(
                            node.oneOf(Durability.class),
                            is.service().onUnreachable(),
                            is.service().deadline()))),
            new Setting(
                    "on-unreachable",
                    Values.names(OnUnreachable.class),
                    "fail",
                    "What operations do that cannot reach their storage nodes; `miss` is refused for Hibernate's"
                            + " `default-update-timestamps-region`.",
                    (is, node) -> is.withService(new CacheSettings.Service(
                            is.service().durability(),
                            node.oneOf(OnUnreachable.class),
                            is.service().deadline()))),
            new Setting(
                    "deadline",
                    Values.DEADLINE,
                    "10s",
                    "How long an operation tries.",
                    (is, node) -> is.withService(new CacheSettings.Service(
                            is.service().durability(),
                            is.service().onUnreachable(),
                            Values.duration(node, Values.DEADLINE_MAX, Values.DEADLINE)))),
            new Setting(
                    "near.mode",
                    Values.names(NearMode.class),
                    "coherent",
                    "How fresh the entries are that this process keeps near, as a client or embedded.",
                    (is, node) -> near(
                            is,
                            node.oneOf(NearMode.class),
                            is.near().maxEntries(),
                            is.near().maxBytes())),
            new Setting(
                    "near.max-entries",
                    Values.COUNT,
                    "10000",
                    "Most entries this process keeps near.",
                    (is, node) -> near(
                            is, is.near().mode(), Values.count(node), is.near().maxBytes())),
            new Setting(
                    "near.max-bytes",
                    Values.BYTES,
                    "0",
                    "Most bytes this process keeps near.",
                    (is, node) -> near(is, is.near().mode(), is.near().maxEntries(), Values.bytes(node))),
            new Setting(
                    "near.staleness",
                    Values.DEADLINE,
                    "1s",
                    "Oldest near hit, for `bounded`.",
                    (is, node) -> is.withNear(new CacheSettings.Near(
                            is.near().mode(),
                            is.near().maxEntries(),
                            is.near().maxBytes(),
                            Values.duration(node, Values.DEADLINE_MAX, Values.DEADLINE)))),
            new Setting(
                    "expiry.kind",
                    Values.names(ExpiryKind.class),
                    "eternal",
                    "From when the life of an entry is counted.",
                    (is, node) -> is.withExpiry(new CacheSettings.Expiry(
                            node.oneOf(ExpiryKind.class), is.expiry().duration()))),
            new Setting(
                    "expiry.duration",
                    Values.LIFE,
                    "none",
                    "How long an entry lives; needed unless it is eternal.",
                    (is, node) -> is.withExpiry(new CacheSettings.Expiry(
                            is.expiry().kind(), Values.duration(node, Values.LIFE_MAX, Values.LIFE)))),
            new Setting(
                    "statistics",
                    "true or false",
                    "false",
                    "Counts operations, and shows them as a bean.",
                    (is, node) -> is.withFlags(new CacheSettings.Flags(
                            node.truth(),
                            is.flags().management(),
                            is.flags().storeByValue(),
                            is.flags().createOnGet()))),
            new Setting(
                    "management",
                    "true or false",
                    "false",
                    "Shows the configuration as a bean.",
                    (is, node) -> is.withFlags(new CacheSettings.Flags(
                            is.flags().statistics(),
                            node.truth(),
                            is.flags().storeByValue(),
                            is.flags().createOnGet()))),
            new Setting(
                    "store-by-value",
                    "true or false",
                    "true",
                    "Callers and cache share no object that can be changed.",
                    (is, node) -> is.withFlags(new CacheSettings.Flags(
                            is.flags().statistics(),
                            is.flags().management(),
                            node.truth(),
                            is.flags().createOnGet()))),
            new Setting(
                    "create-on-get",
                    "true or false",
                    "false",
                    "`getCache` makes the cache; only in a template whose pattern is a name.",
                    (is, node) -> is.withFlags(new CacheSettings.Flags(
                            is.flags().statistics(),
                            is.flags().management(),
                            is.flags().storeByValue(),
                            node.truth()))));

    private static final Map<String, Setting> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::name, setting -> setting));

    /** What happens at a bound. */
    enum Evict {
        /** The entries least used go. */
        LRU,
        /** New entries are refused. */
        NEVER
    }

    /** Settings with all that a mapping says, on top of others. */
    static CacheSettings apply(Node node, CacheSettings under) {
        CacheSettings settings = under;
        for (Map.Entry<String, Node> entry : node.mapping().entrySet()) {
            settings = apply("", entry, settings);
        }
        boolean needsDuration = settings.expiry().kind() != ExpiryKind.ETERNAL
                && settings.expiry().duration().isZero();
        if (needsDuration) {
            throw node.place().error("has an expiry without expiry.duration, expected " + Values.LIFE);
        }
        return settings;
    }

    private static CacheSettings apply(String before, Map.Entry<String, Node> entry, CacheSettings under) {
        String name = before + entry.getKey();
        Setting setting = BY_NAME.get(name);
        if (setting != null) {
            return setting.applying().apply(under, entry.getValue());
        }
        List<String> known = ALL.stream()
                .map(Setting::name)
                .filter(each -> each.startsWith(before))
                .map(each -> each.substring(before.length()).replaceFirst("\\..*", ""))
                .toList();
        if (!before.isEmpty() || ALL.stream().noneMatch(each -> each.name().startsWith(name + "."))) {
            throw entry.getValue().place().error(Nearest.unknown(entry.getKey(), known));
        }
        CacheSettings settings = under;
        for (Map.Entry<String, Node> part : entry.getValue().mapping().entrySet()) {
            settings = apply(name + ".", part, settings);
        }
        return settings;
    }

    private static CacheSettings evict(CacheSettings is, Node node) {
        NamespaceSettings bounds = is.bounds();
        return is.withBounds(
                new NamespaceSettings(bounds.maxEntries(), bounds.maxBytes(), node.oneOf(Evict.class) == Evict.LRU));
    }

    private static CacheSettings near(CacheSettings is, NearMode mode, long maxEntries, long maxBytes) {
        return is.withNear(
                new CacheSettings.Near(mode, maxEntries, maxBytes, is.near().staleness()));
    }
}
