package io.kvswarm.jcache.config;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * All that a manager's URI says. Immutable.
 *
 * @param uri            where it comes from
 * @param swarm          which swarm, as what
 * @param allowedClasses which classes may be made of stored bytes, see {@link io.kvswarm.jcache.codec.CodecSettings}
 * @param defaults       of all caches
 * @param caches         that exist, by name
 * @param templates      for other caches; the first that matches counts
 */
public record ProviderConfig(
        URI uri,
        SwarmSettings swarm,
        List<String> allowedClasses,
        CacheSettings defaults,
        Map<String, CacheSettings> caches,
        List<Template> templates) {
    /** Copies. */
    public ProviderConfig {
        allowedClasses = List.copyOf(allowedClasses);
        caches = Collections.unmodifiableMap(new LinkedHashMap<>(caches));
        templates = List.copyOf(templates);
    }

    /**
     * Settings for caches of some names.
     *
     * @param pattern  of names: {@code *} stands for any characters, {@code ?} for one
     * @param settings of those caches
     */
    public record Template(String pattern, CacheSettings settings) {
        /** True if it is for that name. */
        public boolean matches(String name) {
            StringBuilder expression = new StringBuilder("(?s)");
            pattern.codePoints()
                    .forEach(letter -> expression.append(
                            letter == '*' ? ".*" : letter == '?' ? "." : Pattern.quote(Character.toString(letter))));
            return Pattern.matches(expression.toString(), name);
        }

        boolean isExact() {
            return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
        }
    }

    /** Names of the caches that exist because the file says so. */
    public Set<String> names() {
        return caches.keySet();
    }

    /** Settings of a cache of that name: its own, else those of the first template that matches, else the defaults. */
    public CacheSettings settingsOf(String name) {
        CacheSettings settings = caches.get(name);
        if (settings == null) {
            settings = templates.stream()
                    .filter(template -> template.matches(name))
                    .findFirst()
                    .map(Template::settings)
                    .orElse(defaults);
        }
        boolean isUnsafe = settings.service().onUnreachable() == OnUnreachable.MISS && CacheNames.isTimestamps(name);
        return isUnsafe ? settings.failing() : settings;
    }

    /** True if asking for a cache of that name opens or makes it. */
    public boolean existsOnGet(String name) {
        return caches.containsKey(name) || settingsOf(name).flags().createOnGet();
    }
}
