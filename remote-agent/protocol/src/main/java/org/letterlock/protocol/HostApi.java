package org.letterlock.protocol;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.jsonrpc.services.JsonRequest;
import org.eclipse.lsp4j.jsonrpc.services.JsonSegment;

/**
 * What the agent on a server does itself, for whoever started it over SSH; over the same session it passes on what is asked of the engine ({@link EngineApi}).
 * Failures are told as there. A call whose future is cancelled ends early, and changes nothing after that.
 */
@JsonSegment("host")
public interface HostApi {

    /** The version of this contract. A larger one may have more methods and components, never fewer. */
    int VERSION = 1;

    /** How long whoever asks for a change waits at least: longer than all the programs together may take that the agent runs for it. */
    Duration LONGEST_CHANGE = Duration.ofHours(2);

    /** First contact: both sides say what they are. */
    @JsonRequest
    CompletableFuture<HostHello> hello(Caller caller);

    /** Looks the computer over, whether mail can work on it. Changes nothing; tells {@link HostCallerApi#progress}. Takes up to a minute or two where others do not answer. */
    @JsonRequest
    CompletableFuture<Inspection> inspect(InspectOrder order);

    /**
     * Installs the release that the agent was started from, beside one that is there, proves it, and switches to it. Where anything fails, or it is cancelled before the
     * switch, what this call changed is undone, and what ran before runs again. Tells {@link HostCallerApi#progress}.
     */
    @JsonRequest
    CompletableFuture<InstallReport> install(InstallOrder order);

    /** What was changed on this computer so far, oldest first. */
    @JsonRequest
    CompletableFuture<List<HostChange>> changes();

    /** Who may sign in over SSH. */
    @JsonRequest
    CompletableFuture<SshInfo> ssh();

    /**
     * Lets nobody sign in over SSH by a password, and root by a key alone. Two minutes later, and at a start of the computer, it is undone by itself, unless {@link #keepSsh}
     * came before: so that nobody is locked out whose key does not open. Who is signed in stays so.
     */
    @JsonRequest
    CompletableFuture<SshInfo> hardenSsh();

    /** Keeps it so. To be asked over a connection that was made after {@link #hardenSsh}: that proves that there is a way in. */
    @JsonRequest
    CompletableFuture<SshInfo> keepSsh();

    /** Undoes {@link #hardenSsh}. */
    @JsonRequest
    CompletableFuture<SshInfo> relaxSsh();

    /** Whether security updates are installed by themselves. */
    @JsonRequest
    CompletableFuture<UpdatesInfo> updates();

    /** Chooses that. May take some minutes, for a package may be missing. */
    @JsonRequest
    CompletableFuture<UpdatesInfo> chooseUpdates(UpdatesChoice choice);

    /** Takes Letterlock off the computer; the answer is what was changed. */
    @JsonRequest
    CompletableFuture<List<HostChange>> uninstall(UninstallOrder order);
}
