package org.letterlock.desktop.agentclient;

import java.util.List;
import java.util.function.Consumer;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.HostChange;
import org.letterlock.protocol.InstallOrder;
import org.letterlock.protocol.InstallReport;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.UninstallOrder;

/** Enters a server with the app's own key and has its agent install the release that it came with. */
public final class ServerInstall {

    private final Door door;
    private final AgentClient agents;

    public ServerInstall(Door door, AgentClient agents) {
        this.door = door;
        this.agents = agents;
    }

    /**
     * Installs.
     *
     * @param hostname the name that the mail server is to greet with
     * @param progress is told of each step
     */
    public InstallReport install(ServerProfile server, String hostname, Consumer<Progress> progress)
            throws ProblemException {
        return agents.ask(
                door,
                server,
                part -> {},
                progress,
                HostApi.LONGEST_CHANGE,
                (agent, host) -> agent.install(new InstallOrder("install", hostname)));
    }

    /** Takes Letterlock off the server, and leaves the mail there; what was changed. */
    public List<HostChange> uninstall(ServerProfile server) throws ProblemException {
        return agents.ask(
                door,
                server,
                part -> {},
                progress -> {},
                HostApi.LONGEST_CHANGE,
                (agent, host) -> agent.uninstall(new UninstallOrder("uninstall", false)));
    }
}
