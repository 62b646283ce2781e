package org.letterlock.desktop.agentclient;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UpdatesChoice;
import org.letterlock.protocol.UpdatesInfo;

/** Has a server's agent make the server safer. Each call enters the server anew by the app's own key. */
public final class ServerSafety {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Door door;
    private final AgentClient agents;

    public ServerSafety(Door door, AgentClient agents) {
        this.door = door;
        this.agents = agents;
    }

    /** Who may sign in over SSH. */
    public SshInfo ssh(ServerProfile server) throws ProblemException {
        return ask(server, HostApi::ssh);
    }

    /**
     * Lets nobody sign in by a password any more, once it is proven by another connection that the app's key opens.
     *
     * @throws ProblemException {@code not-proven} where it does not: then the server undoes it by itself
     */
    public SshInfo harden(ServerProfile server) throws ProblemException {
        ask(server, HostApi::hardenSsh);
        try {
            return ask(server, HostApi::keepSsh);
        } catch (ProblemException e) {
            throw new ProblemException(Problem.of(
                    "ssh",
                    "not-proven",
                    Map.of("server", server.address().toString()),
                    e.problem().toString()));
        }
    }

    /** Undoes that. */
    public SshInfo relax(ServerProfile server) throws ProblemException {
        return ask(server, HostApi::relaxSsh);
    }

    /** Whether security updates are installed by themselves. */
    public UpdatesInfo updates(ServerProfile server) throws ProblemException {
        return ask(server, HostApi::updates);
    }

    /** Chooses that; takes minutes where a package is missing. */
    public UpdatesInfo chooseUpdates(ServerProfile server, boolean on) throws ProblemException {
        return ask(server, host -> host.chooseUpdates(new UpdatesChoice(on)));
    }

    private <T> T ask(ServerProfile server, Function<HostApi, CompletableFuture<T>> question) throws ProblemException {
        return agents.ask(door, server, part -> {}, progress -> {}, PATIENCE, (agent, host) -> question.apply(agent));
    }
}
