package io.kvswarm.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvswarm.KvSwarm;
import io.kvswarm.SimCaches;
import io.kvswarm.api.OutcomeUnknownException;
import io.kvswarm.api.Write;
import io.kvswarm.api.WriteResult;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Goal: who closes a node while a change is under way is not told that the change was not made. */
final class ClosingTest {
    private CompletableFuture<WriteResult> write;

    @Test
    void aChangeThatWasSentAndNotAnsweredIsOfUnknownOutcome() {
        SimSwarm swarm = new SimSwarm(
                1,
                false,
                plan -> plan.withFaults(Set.of()).withNodes(1, 1, 0, 0),
                SimPlan.SEGMENT_BYTES_MIN,
                OneWrite::new);
        assertEquals(List.of(), swarm.run().problems());
        assertTrue(write.isCompletedExceptionally());
        Throwable failure = write.handle((result, thrown) -> thrown).join().getCause();
        assertInstanceOf(OutcomeUnknownException.class, failure);
        assertTrue(failure.getMessage().startsWith("the change was sent and not answered in time"), failure::toString);
    }

    /** A writer whose owner's answers are lost, and that is stopped while it waits for one. */
    private final class OneWrite implements SimWork {
        private final SimSwarm swarm;
        private SimNode writer;

        OneWrite(SimSwarm swarm) {
            this.swarm = swarm;
        }

        @Override
        public void onUp(SimNode node) {
            writer = node.stores ? writer : node;
        }

        @Override
        public void start() {
            KvSwarm[] open = new KvSwarm[1];
            writer.execute(() -> open[0] = SimCaches.of(writer.node(), Runnable::run));
            swarm.time().runFor(SimTime.SECOND);
            swarm.network().block(swarm.nodes().get(0).host, writer.host);
            write = open[0].write(Write.put("key", "value"));
            swarm.time().runFor(SimTime.SECOND / 10);
            swarm.stop(writer, () -> {});
        }

        @Override
        public boolean isBegun() {
            return write.isDone();
        }

        @Override
        public void end() {
            swarm.network().heal();
            swarm.time().runFor(SimTime.SECOND);
        }
    }
}
