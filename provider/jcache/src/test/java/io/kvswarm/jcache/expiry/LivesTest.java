package io.kvswarm.jcache.expiry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.spi.EntryChange;
import java.util.concurrent.TimeUnit;
import javax.cache.expiry.AccessedExpiryPolicy;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.expiry.EternalExpiryPolicy;
import javax.cache.expiry.ExpiryPolicy;
import javax.cache.expiry.ModifiedExpiryPolicy;
import javax.cache.expiry.TouchedExpiryPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: policies become lives as the specification has them, and touches are sent when they matter and not before. */
final class LivesTest {
    private static final long LIFE = 60_000;

    @Test
    void policiesBecomeLives() {
        Duration minute = Duration.ONE_MINUTE;
        assertEquals("0 -1 -1 true", text(new EternalExpiryPolicy()));
        assertEquals("60000 -1 -1 false", text(new CreatedExpiryPolicy(minute)));
        assertEquals("60000 60000 -1 true", text(new ModifiedExpiryPolicy(minute)));
        assertEquals("60000 -1 60000 false", text(new AccessedExpiryPolicy(minute)));
        assertEquals("60000 60000 60000 true", text(new TouchedExpiryPolicy(minute)));
        assertEquals("-2 -1 -1 false", text(new CreatedExpiryPolicy(Duration.ZERO)));
        assertEquals("-2 -2 -2 false", text(new TouchedExpiryPolicy(Duration.ZERO)));
        assertEquals("0 0 -1 true", text(new ModifiedExpiryPolicy(Duration.ETERNAL)));
        assertEquals("5 -1 -1 false", text(new CreatedExpiryPolicy(new Duration(TimeUnit.MILLISECONDS, 5))));
    }

    @Test
    void aPolicyThatFailsLeavesTheLife() {
        Lives lives = new Lives(new Failing());
        assertEquals(EntryChange.FOR_EVER, lives.onCreation());
        assertEquals(EntryChange.UNCHANGED, lives.onUpdate());
        assertEquals(EntryChange.UNCHANGED, lives.onAccess());
        assertFalse(lives.isFixed());
    }

    @ParameterizedTest
    @CsvSource({
        // life wanted, life left, worth a message
        "60000, 60000, false",
        "60000, 59999, false",
        "60000, 54001, false",
        "60000, 54000, true",
        "60000, 999, true",
        "60000, 60001, true",
        "5000, 900, true",
        "-1, 1, false",
        "0, 0, false",
        "0, 60000, true",
        "60000, 0, true"
    })
    void touchesAreCoalescedWithinATenthOfTheLife(long life, long left, boolean isWorth) {
        assertEquals(isWorth, Lives.isWorthTouching(life, left));
    }

    /** Sums it up: of accesses every millisecond, one in six seconds is sent. */
    @Test
    void aBusyEntryIsTouchedTenTimesALife() {
        int sent = 0;
        long left = LIFE;
        for (int millis = 0; millis < LIFE; millis++) {
            left--;
            if (Lives.isWorthTouching(LIFE, left)) {
                sent++;
                left = LIFE;
            }
        }
        assertEquals(10, sent);
        assertTrue(left > 0);
    }

    private static String text(ExpiryPolicy policy) {
        Lives lives = new Lives(policy);
        assertTrue(lives.isFixed());
        return lives.onCreation() + " " + lives.onUpdate() + " " + lives.onAccess() + " " + lives.isSameForAll();
    }

    /** Fails always. */
    private static final class Failing implements ExpiryPolicy {
        @Override
        public Duration getExpiryForCreation() {
            throw new IllegalStateException("no");
        }

        @Override
        public Duration getExpiryForAccess() {
            throw new IllegalStateException("no");
        }

        @Override
        public Duration getExpiryForUpdate() {
            throw new IllegalStateException("no");
        }
    }
}
