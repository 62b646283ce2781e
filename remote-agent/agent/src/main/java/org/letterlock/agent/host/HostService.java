package org.letterlock.agent.host;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.letterlock.protocol.Caller;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostHello;

/** Answers for this computer. */
public final class HostService implements HostApi {

    private static final String ROOT = "root";

    private final String version;

    /** @param version the agent's release */
    public HostService(String version) {
        this.version = version;
    }

    @Override
    public CompletableFuture<HostHello> hello(Caller caller) {
        return CompletableFuture.completedFuture(
                new HostHello(VERSION, version, List.of(), ROOT.equals(System.getProperty("user.name"))));
    }
}
