package io.kvswarm.jcache.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: each operation that reads and changes an entry does it in one step, whatever other processes do to the entry;
 * and of several processes that create a cache one wins. Method: four applications on a swarm of three storage nodes,
 * all processes.
 */
@Tag("process")
final class ContentionTest {
    private static final int APPLICATIONS = 4;
    private static final int ROUNDS = 100;

    private static StorageProcesses swarm;
    private static List<JvmProcess> applications;

    @BeforeAll
    static void start(@TempDir Path directory) throws InterruptedException {
        swarm = new StorageProcesses(directory);
        applications = swarm.clients(APPLICATIONS);
    }

    @AfterAll
    static void stop() {
        swarm.close();
    }

    @Test
    void ofThoseThatPutIfAbsentOneWins() throws InterruptedException {
        create("firsts");
        List<Long> wins = contend("firsts", Contest.PUT_IF_ABSENT);
        assertEquals(ROUNDS, sum(wins));
        List<Long> found = new ArrayList<>(List.of(0L, 0L, 0L, 0L));
        for (int round = 0; round < ROUNDS; round++) {
            int winner = Integer.parseInt(applications.get(0).ask("get firsts key-" + round));
            found.set(winner, found.get(winner) + 1);
        }
        assertEquals(wins, found);
    }

    @Test
    void ofThoseThatRemoveOneHasRemoved() throws InterruptedException {
        for (Contest contest : List.of(Contest.REMOVE_VALUE, Contest.REMOVE, Contest.GET_AND_REMOVE)) {
            String name = "lasts-" + contest;
            create(name);
            applications.get(0).ask("fill " + name + " " + ROUNDS);
            assertEquals(ROUNDS, sum(contend(name, contest)), contest.name());
            for (int round = 0; round < ROUNDS; round++) {
                assertEquals("null", applications.get(1).ask("get " + name + " key-" + round));
            }
        }
    }

    @Test
    void replacingAValueLosesNoStep() throws InterruptedException {
        create("steps");
        set("steps", 0);
        contend("steps", Contest.REPLACE_VALUE);
        assertEquals(
                Integer.toString(APPLICATIONS * ROUNDS), applications.get(3).ask("get steps " + Contest.HOT));
    }

    @Test
    void everyValueIsGivenInExchangeOnce() throws InterruptedException {
        for (Contest contest : List.of(Contest.GET_AND_PUT, Contest.GET_AND_REPLACE)) {
            String name = "exchanged-" + contest;
            create(name);
            set(name, -1);
            long put = -1;
            for (int me = 0; me < APPLICATIONS; me++) {
                for (int round = 0; round < ROUNDS; round++) {
                    put += Contest.number(me, round);
                }
            }
            long given = sum(contend(name, contest));
            assertEquals(put, given + Long.parseLong(applications.get(0).ask("get " + name + " " + Contest.HOT)));
        }
    }

    @Test
    void whatIsPutIfAbsentIsTakenAwayOnce() throws InterruptedException {
        create("tokens");
        long left = sum(contend("tokens", Contest.PUT_AND_TAKE));
        boolean isThere = !applications.get(0).ask("get tokens " + Contest.HOT).equals("null");
        assertEquals(isThere ? 1 : 0, left);
    }

    @Test
    void replacingMakesNoEntry() throws InterruptedException {
        create("replaced");
        applications.get(0).ask("fill replaced " + ROUNDS / 2);
        assertEquals(APPLICATIONS * (ROUNDS / 2), sum(contend("replaced", Contest.REPLACE)));
        assertEquals("null", applications.get(1).ask("get replaced key-" + (ROUNDS - 1)));
    }

    @Test
    void ofThoseThatCreateACacheOneSaysWhatItIs() throws InterruptedException {
        for (int round = 0; round < 8; round++) {
            String name = "wanted-" + round;
            for (int i = 0; i < APPLICATIONS; i++) {
                // The even ones want their entries to live for another time than the odd ones do.
                applications.get((i + round) % APPLICATIONS).tell("create " + name + " " + lifeWantedBy(i + round));
            }
            List<String> answers = new ArrayList<>();
            for (JvmProcess application : applications) {
                answers.add(application.next());
            }
            int winner = answers.get(0).equals("made") ? 0 : 1;
            for (int i = 0; i < APPLICATIONS; i++) {
                assertEquals(
                        i % 2 == winner ? "made" : refusal(name, lifeWantedBy(winner), lifeWantedBy(i)),
                        answers.get(i));
            }
        }
    }

    private static int lifeWantedBy(int application) {
        return 60 + application % 2;
    }

    private static String refusal(String name, int there, int here) {
        String expiry = "ModifiedExpiryPolicy %1$d000 %1$d000 -1";
        return "failed CacheException: the swarm has a cache named \"" + name + "\" already: its expiry is "
                + expiry.formatted(there) + ", here it is " + expiry.formatted(here);
    }

    private static void create(String name) throws InterruptedException {
        for (JvmProcess application : applications) {
            assertEquals("made", application.ask("create " + name));
        }
    }

    private static void set(String name, long number) throws InterruptedException {
        assertEquals("done", applications.get(0).ask("set " + name + " " + Contest.HOT + " " + number));
    }

    private static List<Long> contend(String name, Contest contest) throws InterruptedException {
        for (int me = 0; me < APPLICATIONS; me++) {
            applications.get(me).tell("contend " + name + " " + contest + " " + me + " " + APPLICATIONS + " " + ROUNDS);
        }
        List<Long> results = new ArrayList<>();
        for (JvmProcess application : applications) {
            String answer = application.next();
            assertTrue(answer.matches("-?[0-9]+"), answer);
            results.add(Long.valueOf(answer));
        }
        return results;
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }
}
