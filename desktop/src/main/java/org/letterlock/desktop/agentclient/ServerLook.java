package org.letterlock.desktop.agentclient;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.ssh.Door;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;
import org.letterlock.protocol.Sentence;

/** Enters a server with the app's own key and has its agent look it over. */
public final class ServerLook {

    private static final int MOST_FINDINGS = 200;
    private static final int MOST_WORDS = 1_000;
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
        return shown(agents.ask(
                door,
                server,
                uploaded,
                progress,
                PATIENCE,
                (agent, host) -> agent.inspect(new InspectOrder("check", at, host.reachedAt(), lists, mailServers))));
    }

    /** What a server says of itself, as far as a screen can show it. */
    private static Inspection shown(Inspection said) {
        return new Inspection(
                harmless(said.at()),
                harmless(said.hostname()),
                said.addresses().stream()
                        .limit(MOST_FINDINGS)
                        .map(ServerLook::harmless)
                        .toList(),
                said.findings().stream()
                        .limit(MOST_FINDINGS)
                        .map(finding -> new Finding(
                                harmless(finding.check()),
                                harmless(finding.code()),
                                finding.level(),
                                finding.values().entrySet().stream()
                                        .limit(MOST_FINDINGS)
                                        .collect(Collectors.toUnmodifiableMap(
                                                Map.Entry::getKey, value -> harmless(value.getValue()))),
                                harmless(finding.sentence()),
                                harmless(finding.remedy()),
                                finding.detail() == null ? null : harmless(finding.detail())))
                        .toList());
    }

    private static String harmless(String said) {
        return Sentence.harmless(said, MOST_WORDS);
    }
}
