package io.kvswarm.jcache;

import io.kvswarm.KvSwarm;
import io.kvswarm.SwarmBuilder;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.cache.CacheException;

/**
 * Where a manager's caches are. Two managers with equal places share one engine. Immutable.
 *
 * @param directory of an embedded swarm's data; null for one in memory
 */
record Place(Path directory) {
    /** Names a swarm of one storage node inside this process, in memory. */
    static final String EMBEDDED = "kvswarm:embedded";

    private static final String DIRECTORY = "dir=";

    /**
     * The place a URI names.
     *
     * @throws CacheException if it names none
     */
    static Place of(URI uri) {
        String text = uri.toString();
        String head = text.contains("?") ? text.substring(0, text.indexOf('?')) : text;
        if (!head.equals(EMBEDDED)) {
            throw new CacheException(
                    "the URI " + uri + " names no swarm; expected " + EMBEDDED + " or " + EMBEDDED + "?dir=DIRECTORY");
        }
        String query = text.substring(head.length());
        if (query.isEmpty()) {
            return new Place(null);
        }
        if (!query.startsWith("?" + DIRECTORY) || query.length() == DIRECTORY.length() + 1) {
            throw new CacheException("the URI " + uri + " has the setting \"" + query.substring(1)
                    + "\"; expected dir=DIRECTORY, the directory to keep the data in");
        }
        String directory = URLDecoder.decode(query.substring(DIRECTORY.length() + 1), StandardCharsets.UTF_8);
        return new Place(Path.of(directory).toAbsolutePath().normalize());
    }

    /** Opens it. */
    Engine open() {
        SwarmBuilder builder = KvSwarm.builder().embedded();
        return new NodeEngine((directory == null ? builder : builder.directory(directory)).open());
    }
}
