package io.kvswarm.sim;

/** Two clients on each node that writes or reads, which give mutations and reads to it directly. */
final class SimClients implements SimWork {
    private final SimSwarm swarm;
    private int begun;

    SimClients(SimSwarm swarm) {
        this.swarm = swarm;
    }

    @Override
    public void onUp(SimNode node) {
        // They wait for it by themselves.
    }

    @Override
    public void start() {
        swarm.nodes().forEach(this::addClients);
    }

    private void addClients(SimNode node) {
        boolean writes = swarm.configs().newest().isWriter(node.key.id());
        if (writes || node.role == SimNode.Role.READER) {
            new SimClient(swarm, node, writes, this::mayBegin).start();
            new SimClient(swarm, node, writes, this::mayBegin).start();
        }
    }

    private boolean mayBegin() {
        return begun++ < swarm.plan().operations();
    }

    @Override
    public boolean isBegun() {
        return begun >= swarm.plan().operations();
    }

    @Override
    public void end() {
        new SimEnding(swarm).run();
    }
}
