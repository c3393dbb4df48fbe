package io.kvswarm.internal.peer;

import io.kvswarm.api.HostPort;
import io.kvswarm.internal.base.Loop;
import io.kvswarm.internal.base.ThreadWorker;
import io.kvswarm.internal.base.Worker;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Names and numeric addresses. Names are looked up on a thread of its own, which starts with the first name. */
final class Names {
    private final Loop loop;
    private Worker worker;

    Names(Loop loop) {
        this.loop = loop;
    }

    /** All numeric addresses of a name; none if it is unknown. Gives its answer on the loop. */
    void resolve(HostPort name, Consumer<List<HostPort>> then) {
        if (isNumeric(name.host())) {
            then.accept(List.of(name));
            return;
        }
        if (worker == null) {
            worker = new ThreadWorker("kvswarm-names");
        }
        worker.execute(() -> {
            List<HostPort> found = lookUp(name);
            loop.execute(() -> then.accept(found));
        });
    }

    void close() {
        if (worker != null) {
            // Not waited for: a look-up can take long, and its thread ends with the process.
            Worker ending = worker;
            Thread closer = new Thread(ending::close, "kvswarm-names-closer");
            closer.setDaemon(true);
            closer.start();
        }
    }

    /** The socket address of a numeric address. */
    static InetSocketAddress socketAddress(HostPort numeric) {
        try {
            // Does not look anything up: the host is numeric.
            return new InetSocketAddress(InetAddress.getByName(numeric.host()), numeric.port());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(numeric + " is not numeric", e);
        }
    }

    static boolean isNumeric(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    static HostPort of(InetSocketAddress address) {
        return new HostPort(text(address.getAddress()), address.getPort());
    }

    /** Where others reach what listens at {@code bound}: itself, or all addresses of this machine if it is for all. */
    static List<HostPort> reachableAt(InetSocketAddress bound) {
        if (!bound.getAddress().isAnyLocalAddress()) {
            return List.of(of(bound));
        }
        List<HostPort> outside = new ArrayList<>();
        List<HostPort> inside = new ArrayList<>();
        for (InetAddress address : ownAddresses()) {
            if (!address.isLinkLocalAddress()) {
                (address.isLoopbackAddress() ? inside : outside).add(new HostPort(text(address), bound.getPort()));
            }
        }
        outside.addAll(inside);
        return outside;
    }

    private static List<InetAddress> ownAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of(InetAddress.getLoopbackAddress());
        }
    }

    private static List<HostPort> lookUp(HostPort name) {
        try {
            List<HostPort> found = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(name.host())) {
                found.add(new HostPort(text(address), name.port()));
            }
            return found;
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /** Without the name that Java would show; a zone of an IPv6 address is kept. */
    private static String text(InetAddress address) {
        String numeric = address.getHostAddress();
        return address instanceof Inet6Address ? NetUtil.toAddressString(address) + zone(numeric) : numeric;
    }

    private static String zone(String numeric) {
        int percent = numeric.indexOf('%');
        return percent < 0 ? "" : numeric.substring(percent);
    }
}
