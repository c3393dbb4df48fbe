package io.kvswarm.jcache.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.cache.CacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: every form of URI finds its configuration, and one that does not says what was expected. */
final class ConfigLocatorTest {
    private static final String YAML = "directory: data\ncaches: {a: {}}\n";

    @TempDir
    private Path directory;

    private static ProviderConfig load(String uri) {
        return ConfigLocator.load(URI.create(uri), null);
    }

    private static String problem(String uri) {
        return assertThrows(CacheException.class, () -> load(uri)).getMessage();
    }

    @Test
    void theDefaultIsEmbeddedUnlessPropertyOrEnvironmentSayOtherwise() {
        Map<String, String> environment = Map.of("KVSWARM_URI", "file:/b.yaml");
        assertEquals(ConfigLocator.EMBEDDED, ConfigLocator.defaultUri(null, Map.of()));
        assertEquals(ConfigLocator.EMBEDDED, ConfigLocator.defaultUri(" ", Map.of("KVSWARM_URI", "")));
        assertEquals(URI.create("file:/b.yaml"), ConfigLocator.defaultUri(null, environment));
        assertEquals(URI.create("file:/a.yaml"), ConfigLocator.defaultUri("file:/a.yaml", environment));
        CacheException e = assertThrows(CacheException.class, () -> ConfigLocator.defaultUri("a b", Map.of()));
        assertEquals(
                "system property kvswarm.uri is \"a b\", expected a URI: Illegal character in path", e.getMessage());
        e = assertThrows(CacheException.class, () -> ConfigLocator.defaultUri(null, Map.of("KVSWARM_URI", "a b")));
        assertEquals(
                "environment variable KVSWARM_URI is \"a b\", expected a URI: Illegal character in path",
                e.getMessage());
    }

    @Test
    void embeddedMayHaveADirectory() {
        assertEquals(SwarmSettings.EMBEDDED, load("kvswarm:embedded").swarm());
        assertEquals(
                Optional.of(Path.of("/a b+c")),
                load("kvswarm:embedded?dir=/a%20b+c").swarm().directory());
        assertEquals("kvswarm:embeded: after kvswarm: is \"embeded\", expected embedded", problem("kvswarm:embeded"));
        assertEquals(
                "kvswarm:embedded?dri=x: parameter dri is not known; did you mean dir?",
                problem("kvswarm:embedded?dri=x"));
        assertEquals(
                "kvswarm:embedded?dir=: parameter dir is empty, expected a path", problem("kvswarm:embedded?dir="));
        assertEquals("kvswarm:embedded?dir: parameter dir is empty, expected a path", problem("kvswarm:embedded?dir"));
    }

    @Test
    void filesAreFoundByUriAndByPath() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), YAML);
        for (String uri : new String[] {file.toUri().toString(), file.toString(), "file:" + file}) {
            ProviderConfig config = load(uri);
            assertEquals(Set.of("a"), config.names());
            assertEquals(Optional.of(directory.resolve("data")), config.swarm().directory());
            assertEquals(URI.create(uri), config.uri());
        }
    }

    @Test
    void resourcesAndJarsAreFound() throws IOException {
        Path jar = directory.resolve("a.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("conf/a.yaml"));
            zip.write(YAML.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(Set.of("a"), load("jar:" + jar.toUri() + "!/conf/a.yaml").names());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            for (String uri : new String[] {"classpath:conf/a.yaml", "classpath:/conf/a.yaml", "conf/a.yaml"}) {
                ProviderConfig config = ConfigLocator.load(URI.create(uri), loader);
                assertEquals(Set.of("a"), config.names());
                assertEquals(Optional.of(Path.of("data")), config.swarm().directory());
            }
        }
    }

    @Test
    void whatIsNotThereIsNamed() {
        String expected = " does not exist; expected a YAML or JSON file there";
        for (String uri : new String[] {
            "classpath:no/such.yaml",
            "no/such.yaml",
            directory.resolve("no.yaml").toUri().toString()
        }) {
            assertEquals(uri + expected, problem(uri));
        }
        assertEquals("the URI is empty, expected kvswarm:embedded or the place of a configuration file", problem(""));
        assertEquals(
                "redis:x is no place of a configuration file; expected kvswarm:embedded, file:, classpath:, jar: or a"
                        + " path",
                problem("redis:x"));
    }

    @Test
    void hugeFilesAreRefused() throws IOException {
        Path file = Files.write(directory.resolve("a.yaml"), new byte[(1 << 20) + 1]);
        assertEquals(file + " has more than 1048576 bytes", problem(file.toString()));
    }
}
