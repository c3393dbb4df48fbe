package io.kvswarm.tck;

import java.util.List;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.annotation.BeanProvider;
import javax.cache.configuration.MutableConfiguration;
import manager.CacheNameOnEachMethodBlogManagerImpl;
import manager.ClassLevelCacheConfigBlogManagerImpl;
import manager.UsingDefaultCacheNameBlogManagerImpl;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.jcache.JCacheCacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Gives the TCK's tests of annotations their beans, which Spring has made out of annotated classes and the caches of
 * the provider. Without it they would pass without running. Safe from any thread.
 */
public final class SpringBeans implements BeanProvider {
    // A manager of their own, beside those the other tests look at; the manager does not keep its loader alive.
    private static final ClassLoader LOADER = new ClassLoader(SpringBeans.class.getClassLoader()) {};

    private static AnnotationConfigApplicationContext context;
    private static int given;

    /** For the service loader. */
    public SpringBeans() {}

    @Override
    public <T> T getBeanByType(Class<T> type) {
        return bean(type);
    }

    private static synchronized <T> T bean(Class<T> type) {
        if (context == null) {
            context = new AnnotationConfigApplicationContext(Blogs.class);
        }
        given++;
        return context.getBean(type);
    }

    /** How many beans were given so far. */
    static synchronized int given() {
        return given;
    }

    /** Closes the caches, so that other tests find no manager but their own. */
    static synchronized void close() {
        if (context != null) {
            context.close();
            context = null;
        }
    }

    /** The TCK's annotated classes, with their caches. */
    @Configuration
    @EnableCaching(proxyTargetClass = true)
    static class Blogs {
        private static final List<String> NAMES = List.of(
                "blogManager",
                "blgMngr",
                "manager.UsingDefaultCacheNameBlogManagerImpl.getEntryCached(java.lang.String)");

        @Bean
        CacheManager caches() {
            CacheManager manager = Caching.getCachingProvider().getCacheManager(null, LOADER);
            NAMES.forEach(name -> manager.createCache(name, new MutableConfiguration<>()));
            return manager;
        }

        @Bean
        JCacheCacheManager cacheManager(CacheManager caches) {
            return new JCacheCacheManager(caches);
        }

        @Bean
        CacheNameOnEachMethodBlogManagerImpl nameOnEachMethod() {
            return new CacheNameOnEachMethodBlogManagerImpl();
        }

        @Bean
        ClassLevelCacheConfigBlogManagerImpl nameOnTheClass() {
            return new ClassLevelCacheConfigBlogManagerImpl();
        }

        @Bean
        UsingDefaultCacheNameBlogManagerImpl defaultName() {
            return new UsingDefaultCacheNameBlogManagerImpl();
        }
    }
}
