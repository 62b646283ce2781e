package org.letterlock.desktop.ui.domains;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.CatchAll;
import org.letterlock.protocol.DkimInfo;
import org.letterlock.protocol.DkimSwitch;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.ReportsInfo;

/** One domain. */
public final class DomainViewModel {

    /** Of so many days reports are told. */
    static final int DAYS = 30;

    private final HomeViewModel home;
    private final String name;
    private final @Nullable Consumer<String> write;
    private final Runnable back;
    private final Asked<Domain> domain;
    private final Asked<DkimInfo> keys;
    private final ObjectProperty<@Nullable Confirmation> confirmation = new SimpleObjectProperty<>();

    /** What is shown of it, but for its keys, about which the engine asks the DNS. */
    record Domain(
            @Nullable String catchAll, List<String> mailboxes, List<DnsRecord> records, List<ReportsInfo> reports) {

        static CompletableFuture<Domain> ask(EngineApi engine, String name) {
            CompletableFuture<List<DomainInfo>> domains = engine.domains();
            CompletableFuture<List<AccountInfo>> accounts = engine.accounts();
            CompletableFuture<List<DnsRecord>> records = engine.dnsRecords(new EngineApi.DomainName(name));
            CompletableFuture<List<ReportsInfo>> reports = engine.reports(new EngineApi.ReportSubject(name, DAYS));
            return CompletableFuture.allOf(domains, accounts, records, reports)
                    .thenApply(all -> new Domain(
                            domains.join().stream()
                                    .filter(domain -> domain.name().equals(name))
                                    .map(DomainInfo::catchAll)
                                    .filter(Objects::nonNull)
                                    .findFirst()
                                    .orElse(null),
                            accounts.join().stream().map(AccountInfo::address).toList(),
                            records.join(),
                            reports.join()));
        }
    }

    /** @param write leads to its records, live and to be written; null where nothing does */
    DomainViewModel(HomeViewModel home, String name, @Nullable Consumer<String> write, Runnable back) {
        this.home = home;
        this.name = name;
        this.write = write;
        this.back = back;
        this.domain = home.asked(() -> home.line().ask(engine -> Domain.ask(engine, name)));
        this.keys = home.asked(() -> home.line().ask(engine -> engine.dkim(new EngineApi.DomainName(name))));
    }

    HomeViewModel home() {
        return home;
    }

    public String name() {
        return name;
    }

    Asked<Domain> domain() {
        return domain;
    }

    Asked<DkimInfo> keys() {
        return keys;
    }

    /** Asks for all of it. */
    void ask() {
        domain.ask();
        keys.ask();
    }

    /** What is asked before something that cannot be taken back; null for nothing. */
    public ObjectProperty<@Nullable Confirmation> confirmation() {
        return confirmation;
    }

    /** Back to the list. */
    public void back() {
        back.run();
    }

    /** Whether this app can look at its records live, and write them. */
    boolean isForRecords() {
        return write != null;
    }

    /** Leads to where the app does so. */
    public void toRecords() {
        if (write != null) {
            write.accept(name);
        }
    }

    /** Has an account get what no address matches; null for nobody. */
    public void setCatchAll(@Nullable String mailbox) {
        Domain now = domain.answer().get();
        if (now != null && !Objects.equals(now.catchAll(), mailbox)) {
            domain.change(() -> home.line().ask(engine -> engine.setCatchAll(new CatchAll(name, mailbox))));
        }
    }

    /** Makes new keys, which sign once the DNS shows them. */
    public void rotate() {
        keys.change(() -> home.line().ask(engine -> engine.rotateDkim(new EngineApi.DomainName(name))), domain::ask);
    }

    /** Has the new keys sign, if the DNS shows them. */
    public void switchKeys() {
        keys.change(() -> home.line().ask(engine -> engine.switchDkim(new DkimSwitch(name, false))), domain::ask);
    }

    /** Asks whether the new keys are to sign although nobody sees them. */
    public void switchUnseen() {
        confirmation.set(new Confirmation(
                "domain.keys.force.",
                Map.of("domain", name),
                null,
                () -> keys.change(
                        () -> home.line().ask(engine -> engine.switchDkim(new DkimSwitch(name, true))), domain::ask)));
    }
}
