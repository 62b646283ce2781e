package org.letterlock.desktop.agentclient;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.desktop.ssh.RemoteHost;
import org.letterlock.protocol.HostConnection;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;

/** Enters a server with the app's own key and has its agent look it over. */
public final class ServerLook {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Door door;
    private final AgentClient agents;
    private final @Nullable List<String> mailServers;

    /** @param mailServers whom the server is to try to reach; null for some large ones */
    public ServerLook(Door door, AgentClient agents, @Nullable List<String> mailServers) {
        this.door = door;
        this.agents = agents;
        this.mailServers = mailServers;
    }

    /**
     * Looks.
     *
     * @param lists blocklists to ask
     * @param at when it is, for the server's clock
     */
    public Inspection look(
            ServerProfile server, List<String> lists, String at, DoubleConsumer uploaded, Consumer<Progress> progress)
            throws ProblemException {
        Door.Secret key = new Door.Secret.Key(server.privateKey(), "");
        try (RemoteHost host = door.enter(server.address(), server.hostKey(), server.user(), key);
                HostConnection agent = agents.start(host, server, uploaded, progress)) {
            InspectOrder order = new InspectOrder("check", at, host.reachedAt(), lists, mailServers);
            return agent.call(agent.host().inspect(order), PATIENCE);
        }
    }
}
