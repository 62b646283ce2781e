package org.letterlock.desktop.agentclient;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.RemoteHost;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostConnection;

/** The line to the engine of a server: over SSH, and the agent that is started there. */
public final class ServerLine implements EngineLine, HostLine {

    private final Door door;
    private final AgentClient agents;
    private final ServerProfile server;
    private @Nullable Open open;

    /** A line that is not open yet. */
    public ServerLine(Door door, AgentClient agents, ServerProfile server) {
        this.door = door;
        this.agents = agents;
        this.server = server;
    }

    private record Open(RemoteHost host, HostConnection agent) implements AutoCloseable {

        boolean isCut() {
            return agent.ended().isDone();
        }

        @Override
        public void close() {
            try {
                agent.close();
            } finally {
                host.close();
            }
        }
    }

    @Override
    public <T> T ask(Function<EngineApi, CompletableFuture<T>> question) throws ProblemException {
        HostConnection agent = agent();
        return Understood.answer(() -> agent.call(question.apply(agent.engine())));
    }

    @Override
    public <T> T host(Function<HostApi, CompletableFuture<T>> question) throws ProblemException {
        HostConnection agent = agent();
        return Understood.answer(() -> agent.call(question.apply(agent.host()), HostApi.LONGEST_CHANGE));
    }

    @Override
    public HostLine another() {
        return new ServerLine(door, agents, server);
    }

    private synchronized HostConnection agent() throws ProblemException {
        if (open != null && open.isCut()) {
            close();
        }
        if (open == null) {
            open = open();
        }
        return open.agent();
    }

    private Open open() throws ProblemException {
        RemoteHost host = door.enter(
                server.address(), server.hostKey(), server.user(), new Door.Secret.Key(server.privateKey(), ""));
        HostConnection agent = null;
        try {
            agent = agents.start(host, server, part -> {}, progress -> {});
            return new Open(host, agent);
        } finally {
            if (agent == null) {
                host.close();
            }
        }
    }

    @Override
    public synchronized void close() {
        Open was = open;
        open = null;
        if (was != null) {
            was.close();
        }
    }
}
