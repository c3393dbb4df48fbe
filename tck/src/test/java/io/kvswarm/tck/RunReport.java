package io.kvswarm.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes how many tests ran and passed, and how many beans those of annotations were given, into the file that the
 * system property {@code kvswarm.tck.report} names: the build fails unless it is all of the TCK, also if a change of
 * its class path made surefire find fewer.
 */
public final class RunReport implements TestExecutionListener {
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();

    /** For the launcher. */
    public RunReport() {}

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            boolean isPassed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
            (isPassed ? passed : other).incrementAndGet();
        } else {
            SpringBeans.close();
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        other.incrementAndGet();
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        String report = System.getProperty("kvswarm.tck.report");
        if (report != null) {
            String text = "passed=" + passed + "\nother=" + other + "\nbeans=" + SpringBeans.given() + "\n";
            try {
                Files.writeString(Path.of(report), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
