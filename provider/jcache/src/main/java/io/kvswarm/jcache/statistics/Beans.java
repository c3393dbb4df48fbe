package io.kvswarm.jcache.statistics;

import java.lang.management.ManagementFactory;
import java.util.Objects;
import javax.cache.CacheException;
import javax.cache.configuration.CompleteConfiguration;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The two beans of one open cache: in the platform's MBean server exactly while they are enabled. */
public final class Beans {
    /** Managers of different class loaders may have the same URI and cache names: later ones get a number. */
    private static final int SAME_NAMES_MAX = 1024;

    private final String managerName;
    private final String cacheName;
    private final Counters counters;
    private final ConfigurationBean configuration;
    private ObjectName statisticsName;
    private ObjectName configurationName;

    /** Registers nothing yet. */
    public Beans(String managerName, String cacheName, Counters counters, CompleteConfiguration<?, ?> configuration) {
        this.managerName = managerName;
        this.cacheName = cacheName;
        this.counters = counters;
        this.configuration = new ConfigurationBean(configuration);
    }

    /** Shows the statistics, or no longer; does nothing if it is so already. */
    public synchronized void showStatistics(boolean isShown) {
        statisticsName = change(statisticsName, isShown, "CacheStatistics", counters);
    }

    /** Shows the configuration, or no longer; does nothing if it is so already. */
    public synchronized void showConfiguration(boolean isShown) {
        configurationName = change(configurationName, isShown, "CacheConfiguration", configuration);
    }

    private ObjectName change(ObjectName shown, boolean isShown, String type, Object bean) {
        if (isShown == (shown != null)) {
            return shown;
        }
        try {
            return isShown ? register(type, bean) : unregister(shown);
        } catch (JMException e) {
            throw new CacheException("JMX refused the " + type + " bean of a cache; the cache itself works", e);
        }
    }

    private ObjectName register(String type, Object bean) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (int number = 1; number <= SAME_NAMES_MAX; number++) {
            ObjectName name = name(type, number);
            // Another manager's cache may have it, or one whose name differs in replaced characters only.
            if (tryRegister(server, bean, name)) {
                return name;
            }
        }
        throw new CacheException("JMX has " + SAME_NAMES_MAX + " beans named " + name(type, 1) + " already");
    }

    private static boolean tryRegister(MBeanServer server, Object bean, ObjectName name) throws JMException {
        try {
            server.registerMBean(bean, name);
            return true;
        } catch (InstanceAlreadyExistsException e) {
            return false;
        }
    }

    private static ObjectName unregister(ObjectName name) throws JMException {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            return null; // somebody else unregistered it
        }
        return null;
    }

    private ObjectName name(String type, int number) throws JMException {
        return new ObjectName("javax.cache:type=" + type + ",CacheManager=" + plain(managerName) + ",Cache="
                + plain(cacheName) + (number == 1 ? "" : ",Instance=" + number));
    }

    /** As the specification wants it, and what else JMX takes for a pattern or a quotation. */
    static String plain(String text) {
        return Objects.requireNonNull(text).replaceAll("[,:=\n*?\"]", ".");
    }
}
