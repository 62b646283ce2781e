package org.letterlock.desktop.ui.domains;

import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineApi;

/** The domains of a server: the list, a new one, and one that is looked at. */
public final class DomainsViewModel {

    private final HomeViewModel home;
    private final Asked<List<DomainInfo>> domains;
    private final StringProperty name = new SimpleStringProperty("");
    private final @Nullable Consumer<String> records;
    private final ReadOnlyObjectWrapper<@Nullable DomainViewModel> chosen = new ReadOnlyObjectWrapper<>();

    /** @param records leads to the records of a domain, live and to be written; null where no vault keeps what that takes */
    public DomainsViewModel(HomeViewModel home, @Nullable Consumer<String> records) {
        this.home = home;
        this.records = records;
        this.domains = home.asked(() -> home.line().ask(EngineApi::domains));
    }

    /** The server that serves them. */
    public HomeViewModel home() {
        return home;
    }

    /** The domains. */
    public Asked<List<DomainInfo>> domains() {
        return domains;
    }

    /** Asks for what is looked at. */
    public void ask() {
        domains.ask();
        DomainViewModel looked = chosen.get();
        if (looked != null) {
            looked.ask();
        }
    }

    /** The name of a new one. */
    public StringProperty name() {
        return name;
    }

    /** Adds it, and shows what has to stand in its DNS. */
    public void add() {
        String wanted = name.get().strip();
        domains.change(() -> home.line().ask(engine -> engine.addDomain(new EngineApi.DomainName(wanted))), () -> {
            name.set("");
            choose(wanted);
            home.refresh();
        });
    }

    /** The domain that is looked at; null for the list. */
    public ReadOnlyObjectProperty<@Nullable DomainViewModel> chosen() {
        return chosen.getReadOnlyProperty();
    }

    /** Looks at one. */
    public void choose(String domain) {
        DomainViewModel model = new DomainViewModel(home, domain, records, this::back);
        chosen.set(model);
        model.ask();
    }

    /** Back to the list. */
    public void back() {
        chosen.set(null);
        domains.ask();
    }
}
