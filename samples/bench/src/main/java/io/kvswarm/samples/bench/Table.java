package io.kvswarm.samples.bench;

import java.util.Locale;

/** Prints what was measured, line by line as it is known. */
final class Table {
    private static final String ROW = "%-34s %12s %12s %8s  %-12s %s%n";

    void head() {
        System.out.printf(Locale.ROOT, ROW, "", "echo", "kvswarm", "ratio", "target", "");
    }

    /** A median latency: at most so many times the echo's. */
    void latency(String name, Load.Result echo, Load.Result swarm, double target) {
        double ratio = (double) swarm.p50() / echo.p50();
        row(name, micros(echo.p50()), micros(swarm.p50()), ratio, "<= " + target, ratio <= target);
    }

    /** A throughput: at least so many times the echo's. */
    void throughput(String name, Load.Result echo, Load.Result swarm, double target) {
        double ratio = swarm.perSecond() / echo.perSecond();
        row(name, perSecond(echo), perSecond(swarm), ratio, ">= " + target, ratio >= target);
    }

    /** A figure without a yardstick. */
    void figure(String name, double value, String unit, double limit, boolean isMost) {
        boolean met = isMost ? value <= limit : value >= limit;
        String target = String.format(Locale.ROOT, "%s %,.0f %s", isMost ? "<=" : ">=", limit, unit);
        String shown = String.format(Locale.ROOT, "%,.0f %s", value, unit);
        System.out.printf(Locale.ROOT, ROW, name, "", shown, "", target, met ? "met" : "MISSED");
    }

    private static void row(String name, String echo, String swarm, double ratio, String target, boolean met) {
        String shown = String.format(Locale.ROOT, "%.2f", ratio);
        System.out.printf(Locale.ROOT, ROW, name, echo, swarm, shown, target, met ? "met" : "MISSED");
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.1f us", nanos / 1e3);
    }

    private static String perSecond(Load.Result result) {
        return String.format(Locale.ROOT, "%,.0f/s", result.perSecond());
    }
}
