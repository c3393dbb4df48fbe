package io.kvswarm.api;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a node listens: a host name or numeric address, and a port.
 *
 * @param host 1 to {@value #HOST_CHARACTERS_MAX} characters: a DNS name, an IPv4 address, or an IPv6 address without
 *     brackets
 * @param port 0 to 65535; 0 only where any free port will do
 */
public record HostPort(String host, int port) {
    /** Longest host. */
    public static final int HOST_CHARACTERS_MAX = 253;

    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._:%-]{1," + HOST_CHARACTERS_MAX + "}");
    private static final Pattern TEXT = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+)):([0-9]{1,5})");

    /** Checks both parts; the host is kept in lower case. */
    public HostPort {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("host is \"" + host + "\", expected a name or a numeric address");
        }
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port is " + port + ", expected 0 to 65535");
        }
        host = host.toLowerCase(Locale.ROOT);
    }

    /**
     * Reads {@code host:port}; an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException if it is anything else; the message shows what was found
     */
    public static HostPort parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "address is \"" + text + "\", expected host:port, for instance 10.0.0.1:7000 or [::1]:7000");
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return new HostPort(host, Integer.parseInt(matcher.group(3)));
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
