package io.kvswarm.sim;

import io.kvswarm.internal.base.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Seeds that nobody has seen before: each commit has its own, and the same ones whenever it is built. */
final class SimSeeds {
    private static final int COMMIT_DIGITS = 10;

    private SimSeeds() {}

    /** The first seed of this build, or the one {@code -Dkvswarm.sim.seed} gives. */
    static long first() {
        String given = System.getProperty("kvswarm.sim.seed");
        if (given != null) {
            return Long.parseLong(given);
        }
        String commit = commit();
        return commit.length() < COMMIT_DIGITS
                ? Clock.system().wallMillis()
                : Long.parseLong(commit.substring(0, COMMIT_DIGITS), 16);
    }

    /** Id of the commit that is built; empty if that cannot be told. */
    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "HEAD")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String id = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return id.matches("[0-9a-f]+") ? id : "";
        } catch (IOException noGit) {
            return "";
        }
    }
}
