package org.letterlock.desktop.ui.security;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.BlockInfo;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.EngineStatus;

/** Who signed in last by which device, and where sign-ins wait because of wrong passwords. */
public final class SecurityViewModel {

    private final HomeViewModel home;
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

    public SecurityViewModel(HomeViewModel home) {
        this.home = home;
        this.doors = home.asked(() -> home.line().ask(Doors::ask));
    }

    /** The server that it is about. */
    public HomeViewModel home() {
        return home;
    }

    Asked<Doors> doors() {
        return doors;
    }

    /** Asks. */
    public void ask() {
        doors.ask();
    }

    /** Forgets the wrong passwords that a block is for. */
    public void lift(BlockInfo block) {
        String account = block.account();
        String subject = account == null ? block.network() : account;
        doors.change(() -> home.line().ask(engine -> engine.liftBlock(new EngineApi.BlockName(subject))));
    }
}
