package io.kvswarm.jcache.config;

import java.util.Arrays;
import java.util.List;

/** The keys at the top of a configuration file. */
enum TopSetting {
    /** Which swarm. */
    SWARM("swarm", "path of a swarm config, or the config itself", "a swarm of its own, embedded", "Which swarm."),
    /** Where files are. */
    DIRECTORY(
            "directory",
            "path",
            "none: all in memory",
            "For identity, outbox and data; one process at a time. Paths are relative to the file."),
    /** Client or storage node. */
    ROLE(
            "role",
            Values.names(SwarmSettings.Role.class),
            "client",
            "What this process does in the swarm; `storage` needs `swarm` and `listen`."),
    /** Where a storage node listens. */
    LISTEN("listen", "host:port", "none", "Where a storage node listens."),
    /** Where nodes may be found. */
    BOOTSTRAP("bootstrap", "list of host:port", "none", "Where nodes may be found, besides where the config says."),
    /** For whom it acts. */
    IDENTITY("identity", "path", "its own", "Identity file of the writer this process acts for."),
    /** What may be deserialized. */
    ALLOWED_CLASSES(
            "allowed-classes",
            "list of a.b.C, a.b.* or a.b.**",
            "all but dangerous ones",
            "Which classes may be made of stored bytes, besides the JDK's."),
    /** For all caches. */
    DEFAULTS("defaults", "cache settings", "as below", "Settings of all caches."),
    /** For caches by pattern. */
    TEMPLATES(
            "templates",
            "mapping of name patterns to cache settings",
            "none",
            "Settings of caches that are made, on top of the defaults; the first pattern that matches counts. `*`"
                    + " stands for any characters, `?` for one."),
    /** Caches that exist. */
    CACHES(
            "caches",
            "mapping of names to cache settings",
            "none",
            "Caches that exist, with their settings on top of the defaults.");

    private final String key;
    private final String allowed;
    private final String unless;
    private final String meaning;

    TopSetting(String key, String allowed, String unless, String meaning) {
        this.key = key;
        this.allowed = allowed;
        this.unless = unless;
        this.meaning = meaning;
    }

    String key() {
        return key;
    }

    String allowed() {
        return allowed;
    }

    String unless() {
        return unless;
    }

    String meaning() {
        return meaning;
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(TopSetting::key).toList();
    }
}
