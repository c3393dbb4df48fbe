package io.kvswarm.jcache.expiry;

import io.kvswarm.spi.EntryChange;
import java.util.Set;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lives an {@link ExpiryPolicy} gives, in milliseconds. Safe from any thread if the policy is. */
public final class Lives {
    /** A life that is over at once. */
    public static final long OVER = -2;

    private static final Logger LOG = LoggerFactory.getLogger(Lives.class);
    private static final Set<Class<?>> FIXED = Set.of(
            EternalExpiryPolicy.class,
            CreatedExpiryPolicy.class,
            ModifiedExpiryPolicy.class,
            AccessedExpiryPolicy.class,
            TouchedExpiryPolicy.class);
    /** With less than this left a touch is not put off. */
    private static final long URGENT_MILLIS = 1000;
    /** An access within this part of a life since the last touch needs none. */
    private static final long COALESCED_PARTS = 10;

    private final ExpiryPolicy policy;
    private final boolean isFixed;

    /** The lives this policy gives. */
    public Lives(ExpiryPolicy policy) {
        this.policy = policy;
        this.isFixed = FIXED.contains(policy.getClass());
    }

    /** The policy. */
    public ExpiryPolicy policy() {
        return policy;
    }

    /** True for the policies of the API itself: their answers never change and nobody notices that they are asked. */
    public boolean isFixed() {
        return isFixed;
    }

    /** Of a new entry: {@link EntryChange#FOR_EVER}, {@link #OVER}, or milliseconds. */
    public long onCreation() {
        long life = ask("creation", policy::getExpiryForCreation);
        return life == EntryChange.UNCHANGED ? EntryChange.FOR_EVER : life;
    }

    /** Of an entry with a new value: also {@link EntryChange#UNCHANGED}. */
    public long onUpdate() {
        return ask("update", policy::getExpiryForUpdate);
    }

    /** Of an entry that was read: also {@link EntryChange#UNCHANGED}. */
    public long onAccess() {
        return ask("access", policy::getExpiryForAccess);
    }

    /** True if an unconditional put gives the right life whether or not there is an entry. */
    public boolean isSameForAll() {
        if (!isFixed) {
            return false;
        }
        long creation = onCreation();
        long update = onUpdate();
        return creation != OVER
                && (creation == update || (creation == EntryChange.FOR_EVER && update == EntryChange.UNCHANGED));
    }

    /**
     * True if a touch is worth a message: it shortens the life, less than a second is left, or a tenth of the life has
     * passed since the last one.
     *
     * @param leftMillis what is left of the life, or {@link EntryChange#FOR_EVER}
     */
    public static boolean isWorthTouching(long lifeMillis, long leftMillis) {
        if (lifeMillis == EntryChange.UNCHANGED || lifeMillis == leftMillis) {
            return false;
        }
        if (lifeMillis == EntryChange.FOR_EVER || leftMillis == EntryChange.FOR_EVER) {
            return true;
        }
        return lifeMillis < leftMillis
                || leftMillis < URGENT_MILLIS
                || lifeMillis - leftMillis >= lifeMillis / COALESCED_PARTS;
    }

    /** What a duration is in milliseconds; null leaves a life unchanged. */
    public static long millis(Duration duration) {
        if (duration == null) {
            return EntryChange.UNCHANGED;
        }
        if (duration.isEternal()) {
            return EntryChange.FOR_EVER;
        }
        return duration.isZero() ? OVER : duration.getTimeUnit().toMillis(duration.getDurationAmount());
    }

    private static long ask(String what, java.util.function.Supplier<Duration> question) {
        try {
            return millis(question.get());
        } catch (RuntimeException e) {
            LOG.warn("the expiry policy failed for {}; the entry's life stays as it is", what, e);
            return EntryChange.UNCHANGED;
        }
    }
}
