package io.kvswarm.cli;

import io.kvswarm.api.HostPort;
import io.kvswarm.api.NodeStatus;
import io.kvswarm.api.SwarmStatus;
import io.kvswarm.cli.args.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The state of a swarm as a table for people. */
final class StatusTable {
    private static final List<String> HEAD =
            List.of("NODE", "STATE", "EPOCH", "CAPACITY", "SHARE", "CELLS", "ENTRIES", "BYTES", "QUEUE", "ADDRESS");
    private static final int FIRST_NUMBER = 2;
    private static final int LAST_NUMBER = 8;
    private static final double PERCENT = 100;

    private StatusTable() {}

    static String of(SwarmStatus status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        status.nodes().forEach(node -> rows.add(row(node)));
        if (status.nodes().size() > 1) {
            rows.add(total(status.nodes()));
        }
        int[] widths = widths(rows);
        StringBuilder text = new StringBuilder(head(status)).append('\n');
        rows.forEach(row -> text.append(line(row, widths)).append('\n'));
        StatusNotes.of(status)
                .forEach(note -> text.append("note: ").append(note).append('\n'));
        return text.toString();
    }

    private static String head(SwarmStatus status) {
        long reachable = status.nodes().stream().filter(NodeStatus::reachable).count();
        return "swarm " + status.swarm() + ", epoch " + status.epoch() + ", " + reachable + " of "
                + status.nodes().size() + " storage nodes reachable, outbox " + status.queued();
    }

    private static List<String> row(NodeStatus node) {
        boolean known = node.reachable();
        return List.of(
                node.node().shortForm(),
                Shown.oneLine(node.state()),
                known ? Long.toString(node.epoch()) : "-",
                Long.toString(node.capacity()),
                String.format(Locale.ROOT, "%.1f %%", PERCENT * node.share()),
                Integer.toString(node.cells()),
                known ? Long.toString(node.entries()) : "-",
                known ? Long.toString(node.bytes()) : "-",
                known ? Long.toString(node.queue()) : "-",
                node.addresses().stream().map(HostPort::toString).collect(Collectors.joining(" ")));
    }

    private static List<String> total(List<NodeStatus> nodes) {
        return List.of(
                "total",
                "",
                "",
                Long.toString(nodes.stream().mapToLong(NodeStatus::capacity).sum()),
                "",
                Integer.toString(nodes.stream().mapToInt(NodeStatus::cells).sum()),
                Long.toString(nodes.stream().mapToLong(NodeStatus::entries).sum()),
                Long.toString(nodes.stream().mapToLong(NodeStatus::bytes).sum()),
                Long.toString(nodes.stream().mapToLong(NodeStatus::queue).sum()),
                "");
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    /** Text to the left, numbers to the right. */
    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String space = " ".repeat(widths[column] - cell.length());
            boolean isNumber = column >= FIRST_NUMBER && column <= LAST_NUMBER;
            line.append(column == 0 ? "" : "  ").append(isNumber ? space + cell : cell + space);
        }
        return line.toString().stripTrailing();
    }
}
