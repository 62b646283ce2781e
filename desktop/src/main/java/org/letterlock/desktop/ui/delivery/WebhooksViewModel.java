package org.letterlock.desktop.ui.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.Property;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.AddressRuleOrder;
import org.letterlock.protocol.DomainInfo;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.WebhookInfo;

/** The web servers that are told of letters, of all addresses, and one that is being written down. */
public final class WebhooksViewModel {

    private static final Pattern ADDRESS = Pattern.compile("\\S{1,300}@[^\\s@]{1,253}");
    private static final Pattern URL = Pattern.compile("https://[^\\s/]\\S{1,490}");

    private final HomeViewModel home;
    private final Property<@Nullable Confirmation> confirmation;
    private final Asked<List<Told>> told;
    private final BooleanProperty adding = new SimpleBooleanProperty();
    private final StringProperty address = new SimpleStringProperty("");
    private final StringProperty url = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<@Nullable Told> made = new ReadOnlyObjectWrapper<>();

    /**
     * Who is told of letters to an address.
     *
     * @param alone whether these letters go nowhere else
     */
    record Told(String address, boolean alone, WebhookInfo hook) {

        static Stream<Told> of(AddressInfo rule) {
            boolean alone = rule.accounts().isEmpty()
                    && rule.forwards().isEmpty()
                    && rule.webhooks().size() == 1;
            return rule.webhooks().stream().map(hook -> new Told(rule.address(), alone, hook));
        }

        /** The host of its URL, with the port where that is named. */
        String server() {
            String rest = hook.url().replaceFirst("^https://", "");
            int end = rest.indexOf('/');
            return end < 0 ? rest : rest.substring(0, end);
        }
    }

    /** @param confirmation where it asks before something that cannot be taken back */
    WebhooksViewModel(HomeViewModel home, Property<@Nullable Confirmation> confirmation) {
        this.home = home;
        this.confirmation = confirmation;
        this.told = home.asked(() -> home.line().ask(WebhooksViewModel::all));
    }

    private static CompletableFuture<List<Told>> all(EngineApi engine) {
        return engine.domains().thenCompose(domains -> {
            List<CompletableFuture<List<AddressInfo>>> asked = domains.stream()
                    .map(DomainInfo::name)
                    .map(name -> engine.addressRules(new EngineApi.DomainName(name)))
                    .toList();
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .thenApply(all -> asked.stream()
                            .flatMap(rules -> rules.join().stream())
                            .flatMap(Told::of)
                            .toList());
        });
    }

    /** Those that are told. */
    Asked<List<Told>> told() {
        return told;
    }

    /** Whether one is being written down. */
    public BooleanProperty adding() {
        return adding;
    }

    /** Of whose letters it is to be told. */
    public StringProperty address() {
        return address;
    }

    public StringProperty url() {
        return url;
    }

    /** The one just added, with its secret, which is told this once; null before and after that was put away. */
    ReadOnlyObjectProperty<@Nullable Told> made() {
        return made.getReadOnlyProperty();
    }

    /** Has the one be told that was written down; not before the secret of the one before was put away. */
    public void add() {
        if (made.get() != null) {
            return;
        }
        String whose = address.get().strip();
        String wanted = url.get().strip();
        if (!ADDRESS.matcher(whose).matches()) {
            refuse("mailbox");
        } else if (!URL.matcher(wanted).matches()) {
            refuse("webhook");
        } else if (isTold(whose, wanted)) {
            refuse("webhook-there");
        } else {
            List<AddressInfo> answer = new ArrayList<>();
            told.change(
                    () -> answer.add(home.line()
                            .ask(engine -> rule(engine, whose)
                                    .thenCompose(rule -> engine.setAddress(order(
                                            rule,
                                            Stream.concat(urls(rule), Stream.of(wanted))
                                                    .toList()))))),
                    () -> added(answer.getFirst()));
        }
    }

    private boolean isTold(String whose, String wanted) {
        List<Told> known = told.answer().get();
        return known != null
                && known.stream()
                        .anyMatch(each -> each.address().equalsIgnoreCase(whose)
                                && each.hook().url().equals(wanted));
    }

    /** As it is just now: somebody may have changed it since it was shown. One that is not there leads nowhere. */
    private static CompletableFuture<AddressInfo> rule(EngineApi engine, String address) {
        String domain = address.substring(address.lastIndexOf('@') + 1);
        return engine.addressRules(new EngineApi.DomainName(domain))
                .thenApply(rules -> rules.stream()
                        .filter(rule -> rule.address().equalsIgnoreCase(address))
                        .findFirst()
                        .orElse(new AddressInfo(address, List.of(), List.of(), List.of(), null)));
    }

    private static Stream<String> urls(AddressInfo rule) {
        return rule.webhooks().stream().map(WebhookInfo::url);
    }

    private static AddressRuleOrder order(AddressInfo rule, List<String> urls) {
        return new AddressRuleOrder(rule.address(), rule.accounts(), rule.forwards(), urls);
    }

    private void added(AddressInfo rule) {
        leave();
        Told.of(rule).filter(each -> each.hook().secret() != null).findFirst().ifPresent(made::set);
    }

    /** Writes none down. */
    public void leave() {
        adding.set(false);
        address.set("");
        url.set("");
    }

    /** The secret was taken down: it is forgotten here. */
    public void putAway() {
        made.set(null);
    }

    /** Asks whether one is to be told no more. Where the address leads nowhere else, that goes with it. */
    void remove(Told which) {
        confirmation.setValue(new Confirmation(
                "delivery.hook.remove." + (which.alone() ? "alone" : "beside") + ".",
                Map.of("server", which.server(), "address", which.address()),
                null,
                () -> told.change(() -> home.line().ask(engine -> removed(engine, which)), home::refresh)));
    }

    private static CompletableFuture<AddressInfo> removed(EngineApi engine, Told which) {
        return rule(engine, which.address()).thenCompose(rule -> {
            List<String> left =
                    urls(rule).filter(each -> !each.equals(which.hook().url())).toList();
            return which.alone()
                            && left.isEmpty()
                            && rule.accounts().isEmpty()
                            && rule.forwards().isEmpty()
                    ? engine.removeAddress(new EngineApi.AddressName(rule.address()))
                            .thenApply(rest -> rule)
                    : engine.setAddress(order(rule, left));
        });
    }

    private void refuse(String code) {
        told.refuse(Problem.of("form", code, Map.of(), null));
    }
}
