package org.letterlock.desktop.ui.settings;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.HostLine;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.ui.Shell;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.desktop.ui.vault.VaultViewModel;
import org.letterlock.desktop.vault.Vault;
import org.letterlock.desktop.vault.VaultContents;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.HostApi;
import org.letterlock.protocol.SshInfo;
import org.letterlock.protocol.UninstallOrder;

/** What is chosen for a server and for this app, and the ways to part from a server. */
public final class SettingsViewModel {

    private final HomeViewModel home;
    private final Vault vault;
    private final @Nullable Own own;
    private final Asked<Choices> choices;
    private final Asked<VaultContents> kept;
    private final Asked<Boolean> inStore;
    private final @Nullable Asked<SshInfo> ssh;
    private final StringProperty lists = new SimpleStringProperty("");
    private final StringProperty name = new SimpleStringProperty("");
    private final StringProperty passphrase = new SimpleStringProperty("");
    private final StringProperty next = new SimpleStringProperty("");
    private final StringProperty again = new SimpleStringProperty("");
    private final ReadOnlyBooleanWrapper changed = new ReadOnlyBooleanWrapper();
    private final ObjectProperty<@Nullable Confirmation> confirmation = new SimpleObjectProperty<>();

    /**
     * A server of the vault.
     *
     * @param host the line to its agent
     * @param renamed is run when it is called something else
     * @param parted is run when it is no more one that is set up
     */
    public record Own(ServerProfile server, HostLine host, Runnable renamed, Runnable parted) {}

    /** What is chosen on the server. */
    record Choices(
            EngineApi.Blocklists blocklists,
            EngineApi.Greylisting greylisting,
            EngineApi.TlsReporting tlsReporting,
            EngineApi.DmarcReporting dmarcReporting) {

        static CompletableFuture<Choices> ask(EngineApi engine) {
            CompletableFuture<EngineApi.Blocklists> blocklists = engine.blocklists();
            CompletableFuture<EngineApi.Greylisting> greylisting = engine.greylisting();
            CompletableFuture<EngineApi.TlsReporting> tlsReporting = engine.tlsReporting();
            CompletableFuture<EngineApi.DmarcReporting> dmarcReporting = engine.dmarcReporting();
            return CompletableFuture.allOf(blocklists, greylisting, tlsReporting, dmarcReporting)
                    .thenApply(all -> new Choices(
                            blocklists.join(), greylisting.join(), tlsReporting.join(), dmarcReporting.join()));
        }
    }

    /** @param own null where the engine is no server of the vault */
    public SettingsViewModel(HomeViewModel home, Vault vault, @Nullable Own own) {
        this.home = home;
        this.vault = vault;
        this.own = own;
        this.choices = home.asked(() -> home.line().ask(Choices::ask));
        this.kept = home.asked(vault::contents);
        this.inStore = home.asked(() -> stored(vault::isKept));
        this.ssh = own == null ? null : home.asked(() -> own.host().host(HostApi::ssh));
        if (own != null) {
            name.set(vault.contents().name(own.server()));
        }
        choices.answer().addListener((property, before, now) -> {
            // What somebody types meanwhile stays, as long as nothing else is set.
            if (now != null && (before == null || !now.blocklists().equals(before.blocklists()))) {
                lists.set(String.join(" ", now.blocklists().zones()));
            }
        });
    }

    /** The server that they are of. */
    public HomeViewModel home() {
        return home;
    }

    Asked<Choices> choices() {
        return choices;
    }

    /** Asks what is chosen. */
    public void ask() {
        changed.set(false);
        choices.ask();
        if (canBeKept()) {
            inStore.ask();
        }
        if (ssh != null) {
            ssh.ask();
        }
    }

    /** What the app keeps; its problem is where a change of it is told that was not made. */
    Asked<VaultContents> kept() {
        return kept;
    }

    /** What is asked before something that cannot be taken back; null for nothing. */
    public ObjectProperty<@Nullable Confirmation> confirmation() {
        return confirmation;
    }

    private <T> void choose(Function<EngineApi, CompletableFuture<T>> choice) {
        choices.change(() -> home.line().ask(choice));
    }

    public void greylist(boolean on) {
        choose(engine -> engine.switchGreylisting(new EngineApi.Greylisting(on)));
    }

    public void tellOfTls(boolean on) {
        choose(engine -> engine.chooseTlsReporting(new EngineApi.TlsReporting(on)));
    }

    public void tellOfLetters(boolean on) {
        choose(engine -> engine.chooseDmarcReporting(new EngineApi.DmarcReporting(on)));
    }

    /** The blocklists, with spaces between. */
    public StringProperty lists() {
        return lists;
    }

    /** Has the blocklists be asked that were typed. */
    public void chooseLists() {
        List<String> zones = Stream.of(lists.get().strip().split("[\\s,;]+", -1))
                .filter(zone -> !zone.isEmpty())
                .toList();
        choose(engine -> engine.chooseBlocklists(new EngineApi.Blocklists(zones)));
    }

    /** Whether the engine is a server of the vault. */
    public boolean isOwn() {
        return own != null;
    }

    /** What the app calls the server. */
    public StringProperty name() {
        return name;
    }

    /** Calls it what was typed; nothing typed for its address. */
    public void rename() {
        if (own != null) {
            String typed = name.get().strip();
            keep(contents -> contents.named(own.server(), typed), own.renamed());
        }
    }

    private void keep(UnaryOperator<VaultContents> change, Runnable done) {
        kept.change(() -> written(() -> vault.change(change)), done);
    }

    /** Writes to the vault. */
    private interface Writing<T> {
        T write() throws IOException;
    }

    private static <T> T written(Writing<T> writing) throws ProblemException {
        try {
            return writing.write();
        } catch (IOException e) {
            throw new ProblemException(Problem.of("vault", "file", Map.of(), String.valueOf(e)));
        }
    }

    /** Asks whether this app is to forget the server, which goes on. What this app knows may be the only way in. */
    public void forget() {
        if (own != null) {
            SshInfo known = ssh == null ? null : ssh.answer().get();
            String typed = vault.contents().name(own.server());
            confirmation.set(new Confirmation(
                    known == null || known.passwords() ? "settings.forget." : "settings.forget.keys.",
                    Map.of("server", typed),
                    typed,
                    () -> keep(contents -> contents.without(own.server()), own.parted())));
        }
    }

    /** @param mail whether the mail goes with it; else the vault keeps what opens it */
    public void erase(boolean mail) {
        if (own != null) {
            String typed = own.server().address().toString();
            confirmation.set(new Confirmation(
                    mail ? "settings.erase." : "settings.uninstall.",
                    Map.of("server", typed),
                    typed,
                    () -> kept.end(() -> erased(own, mail), own.parted())));
        }
    }

    private VaultContents erased(Own from, boolean mail) throws ProblemException {
        from.host().host(host -> host.uninstall(new UninstallOrder("uninstall", mail)));
        return written(() -> vault.change(
                contents -> mail ? contents.without(from.server()) : installable(contents, from.server())));
    }

    /** The mail that stays opens by what the vault keeps: only the step goes back. */
    private static VaultContents installable(VaultContents contents, ServerProfile server) {
        SettingUp before = contents.settingUp(server).orElse(SettingUp.BEGUN);
        boolean chosen = Stream.of(before.domain(), before.hostname(), before.person(), before.mailbox())
                .allMatch(Objects::nonNull);
        return contents.with(server, before.at((chosen ? Shell.Step.INSTALL : Shell.Step.CHECK).word()));
    }

    /** Whether the key store of this system could keep the vault's key. */
    public boolean canBeKept() {
        return vault.canBeKept();
    }

    /** Whether it does; nothing before it said so. */
    Asked<Boolean> inStore() {
        return inStore;
    }

    /** Has it keep the key, or keep it no more. */
    public void keepInStore(boolean wanted) {
        inStore.change(() -> stored(() -> {
            vault.keep(wanted);
            return wanted;
        }));
    }

    private static <T> T stored(Writing<T> writing) throws ProblemException {
        try {
            return writing.write();
        } catch (IOException e) {
            throw new ProblemException(Problem.of("vault", "store-silent", Map.of(), e.getMessage()));
        }
    }

    /** The passphrase of the vault. */
    public StringProperty passphrase() {
        return passphrase;
    }

    /** What it is to be. */
    public StringProperty next() {
        return next;
    }

    /** The same once more. */
    public StringProperty again() {
        return again;
    }

    /** Whether the passphrase was changed just before. */
    public ReadOnlyBooleanProperty changed() {
        return changed.getReadOnlyProperty();
    }

    /** Changes the passphrase. */
    public void changePassphrase() {
        changed.set(false);
        String wanted = next.get();
        Optional<Problem> fault = VaultViewModel.fault(wanted, again.get());
        if (fault.isPresent()) {
            kept.refuse(fault.get());
            return;
        }
        char[] now = passphrase.get().toCharArray();
        char[] then = wanted.toCharArray();
        AtomicReference<@Nullable Problem> stale = new AtomicReference<>();
        kept.change(
                () -> {
                    stale.set(changedPassphrase(now, then));
                    return true;
                },
                () -> {
                    passphrase.set("");
                    next.set("");
                    again.set("");
                    changed.set(true);
                    Problem left = stale.get();
                    if (left != null) {
                        kept.refuse(left);
                        inStore.ask();
                    }
                });
    }

    /**
     * Changes it, and the key in the store with it, which would open nothing any more. What the store does not do undoes nothing.
     *
     * @return what it did not do; null where it did all
     */
    private @Nullable Problem changedPassphrase(char[] now, char[] then) throws ProblemException {
        boolean inStoreToo = false;
        IOException silent = null;
        try {
            inStoreToo = vault.isKept();
        } catch (IOException e) {
            silent = e;
        }
        if (!written(() -> vault.changePassphrase(now, then))) {
            throw new ProblemException(Problem.of("vault", "refused", Map.of(), null));
        }
        try {
            if (inStoreToo) {
                vault.keep(true);
            }
        } catch (IOException e) {
            silent = e;
        }
        return silent == null ? null : Problem.of("vault", "store-stale", Map.of(), silent.getMessage());
    }
}
