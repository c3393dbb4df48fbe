package io.kvswarm.cli;

import io.kvswarm.KvSwarm;
import io.kvswarm.api.FlushOptions;
import io.kvswarm.cli.args.Arguments;
import io.kvswarm.cli.args.CommandSpec;
import io.kvswarm.cli.args.Option;
import io.kvswarm.cli.args.UsageException;
import io.kvswarm.cli.local.CommandIo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Puts changes into the outbox. */
final class WriteCommand implements NodeCommand {
    private static final Option PUT =
            Option.keyed("--put.KEY=VALUE", "set a value; all behind the first = is the value");
    private static final Option DELETE =
            Option.keyed("--del.KEY", "remove an entry; all behind the first dot is the key");

    @Override
    public CommandSpec spec() {
        return CommandSpec.of(
                "write",
                "Put changes into this node's outbox, from where connect delivers them",
                "Prints nothing. Changes of one key take effect in the order given. Needs -d and -c.",
                PUT,
                DELETE,
                WaitOptions.LEVEL,
                WaitOptions.TIMEOUT);
    }

    @Override
    public NodeTask task(Arguments arguments) {
        GlobalOptions.requireDirectory(arguments, "write");
        List<Arguments.Given> changes = arguments.all(Set.of(PUT.name(), DELETE.name()));
        if (changes.isEmpty()) {
            throw new UsageException("write needs at least one " + PUT.form() + " or " + DELETE.form());
        }
        changes.forEach(change -> KeyOperand.bytes(change.key()));
        return new WriteTask(changes, WaitOptions.of(arguments, FlushOptions.LOGGED));
    }

    /**
     * Buffers and flushes.
     *
     * @param changes in their order
     * @param level   how far to wait
     */
    private record WriteTask(List<Arguments.Given> changes, FlushOptions level) implements NodeTask {
        @Override
        public Stay stay() {
            return Stay.FINISHES;
        }

        @Override
        public int run(KvSwarm node, CommandIo io) {
            NodeConfig.require(node);
            for (Arguments.Given change : changes) {
                byte[] key = KeyOperand.bytes(change.key());
                if (change.name().equals(PUT.name())) {
                    node.put(key, change.value().getBytes(StandardCharsets.UTF_8));
                } else {
                    node.delete(key);
                }
            }
            io.ending().await(node.flush(level));
            return ExitCode.DONE;
        }
    }
}
