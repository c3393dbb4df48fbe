package io.kvswarm.jcache.config;

import io.kvswarm.jcache.config.SwarmSettings.Role;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.cache.CacheException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a manager's URI means: {@code kvswarm:embedded}, {@code kvswarm:embedded?dir=PATH}, or the place of a
 * configuration file: {@code file:}, {@code classpath:}, {@code jar:}, another URL, or a path, of a file or else of a
 * resource.
 */
public final class ConfigLocator {
    /** A swarm of its own, in this process, in memory. */
    public static final URI EMBEDDED = URI.create("kvswarm:embedded");

    /** Names the default URI, before the environment does. */
    public static final String PROPERTY = "kvswarm.uri";
    /** Names the default URI. */
    public static final String VARIABLE = "KVSWARM_URI";

    /** Longest configuration file. */
    private static final int FILE_BYTES_MAX = 1 << 20;

    private static final String SCHEME = "kvswarm";

    private static final Logger LOG = LoggerFactory.getLogger(ConfigLocator.class);

    private ConfigLocator() {}

    /** The default URI of this process. */
    public static URI defaultUri() {
        return defaultUri(System.getProperty(PROPERTY), System.getenv());
    }

    static URI defaultUri(String property, Map<String, String> environment) {
        boolean isProperty = property != null && !property.isBlank();
        String text = isProperty ? property : environment.get(VARIABLE);
        if (text == null || text.isBlank()) {
            return EMBEDDED;
        }
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new CacheException(
                    (isProperty ? "system property " + PROPERTY : "environment variable " + VARIABLE) + " is \"" + text
                            + "\", expected a URI: " + e.getReason(),
                    e);
        }
    }

    /**
     * What a URI says; reads a file if it names one, and starts nothing.
     *
     * @param uri    null for the default one
     * @param loader finds resources; null for that of the calling thread
     * @throws CacheException if there is no such file or something in it is wrong
     */
    public static ProviderConfig load(URI uri, ClassLoader loader) {
        URI found = uri == null ? defaultUri() : uri;
        LOG.debug("configuration is that of {}", found);
        String scheme = found.getScheme();
        if (SCHEME.equals(scheme)) {
            return embedded(found);
        }
        if (scheme == null) {
            return loadPath(found, loader);
        }
        return switch (scheme) {
            case "file" -> loadFile(found, pathOf(found));
            case "classpath" ->
                loadResource(found, found.getSchemeSpecificPart(), loader).orElseThrow(() -> missing(found));
            default -> loadUrl(found, url(found));
        };
    }

    private static ProviderConfig embedded(URI uri) {
        String[] parts = uri.getRawSchemeSpecificPart().split("\\?", 2);
        if (!parts[0].equals("embedded")) {
            throw new CacheException(uri + ": after kvswarm: is \"" + parts[0] + "\", expected embedded");
        }
        Optional<Path> directory = Optional.empty();
        for (String parameter : parts.length < 2 ? List.<String>of() : List.of(parts[1].split("&", -1))) {
            String[] pair = parameter.split("=", 2);
            if (!pair[0].equals("dir")) {
                throw new CacheException(
                        uri + ": parameter " + pair[0] + " " + Nearest.unknown(pair[0], List.of("dir")));
            }
            String path = pair.length < 2 ? "" : URLDecoder.decode(pair[1].replace("+", "%2B"), StandardCharsets.UTF_8);
            if (path.isEmpty()) {
                throw new CacheException(uri + ": parameter dir is empty, expected a path");
            }
            directory = Optional.of(path(uri, path));
        }
        SwarmSettings swarm = new SwarmSettings(
                Optional.empty(), directory, Role.CLIENT, Optional.empty(), List.of(), Optional.empty());
        return new ProviderConfig(uri, swarm, List.of(), CacheSettings.DEFAULT, Map.of(), List.of());
    }

    private static ProviderConfig loadPath(URI uri, ClassLoader loader) {
        Path file = path(uri, uri.getPath());
        if (uri.getPath().isEmpty()) {
            throw new CacheException(
                    "the URI is empty, expected kvswarm:embedded or the place of a configuration" + " file");
        }
        return Files.exists(file)
                ? loadFile(uri, file)
                : loadResource(uri, uri.getPath(), loader).orElseThrow(() -> missing(uri));
    }

    private static ProviderConfig loadFile(URI uri, Path file) {
        Path parent = file.toAbsolutePath().getParent();
        try (InputStream in = Files.newInputStream(file)) {
            return ConfigFile.read(uri, parent, content(uri, in));
        } catch (NoSuchFileException e) {
            throw new CacheException(missing(uri).getMessage(), e);
        } catch (IOException e) {
            throw new CacheException(uri + " cannot be read: " + e, e);
        }
    }

    private static Optional<ProviderConfig> loadResource(URI uri, String name, ClassLoader loader) {
        String path = name.startsWith("/") ? name.substring(1) : name;
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        for (ClassLoader each : new ClassLoader[] {loader, ofThread, ConfigLocator.class.getClassLoader()}) {
            URL url = each == null ? null : each.getResource(path);
            if (url != null) {
                return Optional.of(loadUrl(uri, url));
            }
        }
        return Optional.empty();
    }

    private static ProviderConfig loadUrl(URI uri, URL url) {
        try {
            var connection = url.openConnection();
            // A jar that is replaced while the application runs is read anew, and not kept open.
            connection.setUseCaches(false);
            try (InputStream in = connection.getInputStream()) {
                return ConfigFile.read(uri, Path.of(""), content(uri, in));
            }
        } catch (FileNotFoundException e) {
            throw new CacheException(missing(uri).getMessage(), e);
        } catch (IOException e) {
            throw new CacheException(uri + " cannot be read: " + e, e);
        }
    }

    private static byte[] content(URI uri, InputStream in) throws IOException {
        byte[] content = in.readNBytes(FILE_BYTES_MAX + 1);
        if (content.length > FILE_BYTES_MAX) {
            throw new CacheException(uri + " has more than " + FILE_BYTES_MAX + " bytes");
        }
        return content;
    }

    private static Path pathOf(URI uri) {
        // Also what is no legal file URI, but is written: file:conf/kvswarm.yaml.
        String part = uri.getPath() == null ? uri.getSchemeSpecificPart() : uri.getPath();
        return path(uri, part);
    }

    private static Path path(URI uri, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new CacheException(uri + ": \"" + text + "\" is no path: " + e.getReason(), e);
        }
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new CacheException(
                    uri
                            + " is no place of a configuration file; expected kvswarm:embedded, file:, classpath:, jar:"
                            + " or a path",
                    e);
        }
    }

    private static CacheException missing(URI uri) {
        return new CacheException(uri + " does not exist; expected a YAML or JSON file there");
    }
}
