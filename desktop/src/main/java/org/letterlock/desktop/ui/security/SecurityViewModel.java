package org.letterlock.desktop.ui.security;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.HostLine;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.SshInfo;

/** Who signed in last by which device, and where sign-ins wait because of wrong passwords. */
public final class SecurityViewModel {

    private final HomeViewModel home;
    private final @Nullable HostLine host;
    private final @Nullable Asked<SshInfo> ssh;
    private final Asked<Doors> doors;

    /**
     * What is shown.
     *
     * @param devices of all mailboxes, the one that was used last first
     */
    record Doors(EngineStatus status, List<BlockInfo> blocks, List<CredentialInfo> devices) {

        static CompletableFuture<Doors> ask(EngineApi engine) {
            CompletableFuture<EngineStatus> status = engine.status();
            CompletableFuture<List<BlockInfo>> blocks = engine.blocks();
            CompletableFuture<List<CredentialInfo>> devices =
                    engine.accounts().thenCompose(accounts -> devices(engine, accounts));
            return CompletableFuture.allOf(status, blocks, devices)
                    .thenApply(all -> new Doors(status.join(), blocks.join(), devices.join()));
        }

        private static CompletableFuture<List<CredentialInfo>> devices(EngineApi engine, List<AccountInfo> accounts) {
            List<CompletableFuture<List<CredentialInfo>>> asked = accounts.stream()
                    .map(account -> engine.credentials(new EngineApi.AccountAddress(account.address())))
                    .toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .thenApply(all -> asked.stream()
                            .flatMap(devices -> devices.join().stream())
                            .sorted(Comparator.comparing((CredentialInfo device) ->
                                            Objects.requireNonNullElse(device.lastUsed(), ""))
                                    .reversed())
                            .toList());
        }
    }

    /** @param host the line to the computer; null where it is not ours */
    public SecurityViewModel(HomeViewModel home, @Nullable HostLine host) {
        this.home = home;
        this.host = host;
        this.ssh = host == null ? null : home.asked(() -> host.host(HostApi::ssh));
        this.doors = home.asked(() -> home.line().ask(Doors::ask));
    }

    /** The server that it is about. */
    public HomeViewModel home() {
        return home;
    }

    Asked<Doors> doors() {
        return doors;
    }

    /** Who may sign in over SSH; null where the computer is not ours. */
    @Nullable
    Asked<SshInfo> ssh() {
        return ssh;
    }

    /** Asks. */
    public void ask() {
        doors.ask();
        if (ssh != null) {
            ssh.ask();
        }
    }

    /** Lets nobody sign in over SSH by a password any more, once a new connection proved that the app's key opens; otherwise the server undoes it by itself. */
    public void harden() {
        HostLine line = host;
        if (ssh != null && line != null) {
            ssh.change(line::harden);
        }
    }

    /** Lets passwords in again. */
    public void relax() {
        HostLine line = host;
        if (ssh != null && line != null) {
            ssh.change(() -> line.host(HostApi::relaxSsh));
        }
    }

    /** Forgets the wrong passwords that a block is for. */
    public void lift(BlockInfo block) {
        String account = block.account();
        String subject = account == null ? block.network() : account;
        doors.change(() -> home.line().ask(engine -> engine.liftBlock(new EngineApi.BlockName(subject))));
    }
}
