package io.kvswarm.internal.node;

import io.kvswarm.internal.config.ConfigDocument;

/** What a node without a directory keeps of configs: nothing. */
final class ForgottenConfigs implements Configs.Evidence {
    @Override
    public void keepRunning(ConfigDocument config) {}

    @Override
    public void keepFork(ConfigDocument config) {}
}
