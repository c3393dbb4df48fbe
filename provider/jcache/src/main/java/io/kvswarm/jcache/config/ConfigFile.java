package io.kvswarm.jcache.config;

import io.kvswarm.api.HostPort;
import io.kvswarm.jcache.codec.CodecSettings;
import io.kvswarm.jcache.config.SwarmSettings.Role;
import io.kvswarm.jcache.config.SwarmSettings.SwarmDocument;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.cache.CacheException;

/** What a configuration file says. Not shared between threads. */
final class ConfigFile {
    private static final String PATH = "a path";
    private static final String HOST_PORT = "host:port, for instance 10.0.0.1:7000 or [::1]:7000";

    private final URI uri;
    private final Path base;
    private final Node top;
    private final Map<String, Node> items;

    private ConfigFile(URI uri, Path base, Node top) {
        this.uri = uri;
        this.base = base;
        this.top = top;
        this.items = top.mapping();
    }

    /**
     * Checks a file.
     *
     * @param uri  it comes from
     * @param base to which paths in it are relative
     */
    static ProviderConfig read(URI uri, Path base, byte[] content) {
        return new ConfigFile(uri, base, DocumentReader.read(uri.toString(), content)).config();
    }

    private ProviderConfig config() {
        List<String> known = TopSetting.keys();
        items.forEach((key, node) -> {
            if (!known.contains(key)) {
                throw node.place().error(Nearest.unknown(key, known));
            }
        });
        CacheSettings defaults = settings(item(TopSetting.DEFAULTS), CacheSettings.DEFAULT, false);
        List<String> allowed = allowedClasses();
        return new ProviderConfig(uri, swarm(), allowed, defaults, caches(defaults), templates(defaults));
    }

    private SwarmSettings swarm() {
        Optional<SwarmDocument> config = item(TopSetting.SWARM).map(this::document);
        Role role = item(TopSetting.ROLE).map(node -> node.oneOf(Role.class)).orElse(Role.CLIENT);
        if (config.isEmpty()) {
            for (TopSetting setting :
                    List.of(TopSetting.ROLE, TopSetting.LISTEN, TopSetting.BOOTSTRAP, TopSetting.IDENTITY)) {
                item(setting).ifPresent(node -> {
                    throw node.place().error("needs swarm, expected a swarm config beside it");
                });
            }
        }
        Optional<HostPort> listen = item(TopSetting.LISTEN).map(ConfigFile::hostPort);
        if (role == Role.STORAGE && listen.isEmpty()) {
            throw top.place().error("has role storage without listen, expected " + HOST_PORT);
        }
        if (role == Role.CLIENT && listen.isPresent()) {
            throw items.get("listen").place().error("needs role storage, but the role is client");
        }
        return new SwarmSettings(
                config,
                item(TopSetting.DIRECTORY).map(this::path),
                role,
                listen,
                item(TopSetting.BOOTSTRAP).map(ConfigFile::hostPorts).orElse(List.of()),
                item(TopSetting.IDENTITY).map(this::path));
    }

    private SwarmDocument document(Node node) {
        return node instanceof Node.Mapping
                ? new SwarmDocument(Optional.empty(), Optional.of(JsonText.of(node)))
                : new SwarmDocument(Optional.of(path(node)), Optional.empty());
    }

    private List<String> allowedClasses() {
        Optional<Node> list = item(TopSetting.ALLOWED_CLASSES);
        List<String> allowed = new ArrayList<>();
        for (Node node : list.map(each -> each.list(TopSetting.ALLOWED_CLASSES.allowed()))
                .orElse(List.of())) {
            allowed.add(node.text("a.b.C, a.b.* or a.b.**"));
            try {
                CodecSettings.DEFAULT.withAllowed(allowed);
            } catch (IllegalArgumentException e) {
                throw node.wrong("a.b.C, a.b.* or a.b.**");
            }
        }
        return allowed;
    }

    private Map<String, CacheSettings> caches(CacheSettings defaults) {
        Map<String, CacheSettings> caches = new LinkedHashMap<>();
        item(TopSetting.CACHES).map(Node::mapping).orElse(Map.of()).forEach((name, node) -> {
            requireName(name, node);
            CacheSettings settings = settings(Optional.of(node), defaults, false);
            requireSafe(name, node, settings);
            caches.put(name, settings);
        });
        return caches;
    }

    private List<ProviderConfig.Template> templates(CacheSettings defaults) {
        List<ProviderConfig.Template> templates = new ArrayList<>();
        item(TopSetting.TEMPLATES).map(Node::mapping).orElse(Map.of()).forEach((pattern, node) -> {
            requireName(pattern, node);
            boolean isExact = new ProviderConfig.Template(pattern, defaults).isExact();
            CacheSettings settings = settings(Optional.of(node), defaults, isExact);
            if (isExact) {
                requireSafe(pattern, node, settings);
            }
            templates.add(new ProviderConfig.Template(pattern, settings));
        });
        return templates;
    }

    private static CacheSettings settings(Optional<Node> node, CacheSettings under, boolean mayCreateOnGet) {
        if (node.isEmpty()) {
            return under;
        }
        CacheSettings settings = Setting.apply(node.get(), under);
        if (settings.flags().createOnGet() && !mayCreateOnGet) {
            throw node.get()
                    .place()
                    .error("has create-on-get, expected only in a template whose pattern is a name without * and ?");
        }
        return settings;
    }

    private static void requireName(String name, Node node) {
        try {
            CacheNames.require(name);
        } catch (CacheException e) {
            throw new CacheException(node.place().error("is refused: ").getMessage() + e.getMessage(), e);
        }
    }

    /** Defaults and patterns that happen to match are made safe instead. */
    private static void requireSafe(String name, Node node, CacheSettings settings) {
        boolean saysMiss = node.mapping().containsKey("on-unreachable")
                && settings.service().onUnreachable() == OnUnreachable.MISS;
        if (saysMiss && CacheNames.isTimestamps(name)) {
            throw node.mapping()
                    .get("on-unreachable")
                    .place()
                    .error("is \"miss\", expected fail or queue: a miss there makes Hibernate serve stale queries");
        }
    }

    private Optional<Node> item(TopSetting setting) {
        return Optional.ofNullable(items.get(setting.key()));
    }

    private Path path(Node node) {
        try {
            return base.resolve(node.text(PATH));
        } catch (InvalidPathException e) {
            throw node.wrong(PATH);
        }
    }

    private static List<HostPort> hostPorts(Node node) {
        return node.list("a list of " + HOST_PORT).stream()
                .map(ConfigFile::hostPort)
                .toList();
    }

    private static HostPort hostPort(Node node) {
        try {
            return HostPort.parse(node.text(HOST_PORT));
        } catch (IllegalArgumentException e) {
            throw node.wrong(HOST_PORT);
        }
    }
}
