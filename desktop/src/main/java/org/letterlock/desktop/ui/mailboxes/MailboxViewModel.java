package org.letterlock.desktop.ui.mailboxes;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.AddressInfo;
import org.letterlock.protocol.AddressOrder;
import org.letterlock.protocol.AddressRuleOrder;
import org.letterlock.protocol.AddressSwitch;
import org.letterlock.protocol.CapabilitySwitch;
import org.letterlock.protocol.CredentialInfo;
import org.letterlock.protocol.CredentialName;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.QuotaOrder;
import org.letterlock.protocol.SendingOrder;
import org.letterlock.protocol.VacationInfo;
import org.letterlock.protocol.VacationOrder;

/** One mailbox: what leads to it, what opens it, and what was chosen for it. */
public final class MailboxViewModel {

    private static final double GIGABYTE = 1e9;
    private static final int MOST_GIGABYTES = 1_000_000;

    /** As {@link VacationOrder#days} has it. */
    private static final Pattern DAYS = Pattern.compile("0?[1-9]|[12][0-9]|3[01]");

    private final HomeViewModel home;
    private final String address;
    private final MailboxesViewModel.@Nullable NewDevice newDevice;
    private final Runnable back;
    private final Asked<Mailbox> mailbox;
    private final ObjectProperty<@Nullable Confirmation> confirmation = new SimpleObjectProperty<>();
    private final StringProperty newAddress = new SimpleStringProperty("");
    private final StringProperty forward = new SimpleStringProperty("");
    private final StringProperty limit = new SimpleStringProperty("");
    private final BooleanProperty detailed = new SimpleBooleanProperty();
    private final StringProperty mostLetters = new SimpleStringProperty("");
    private final StringProperty mostPeople = new SimpleStringProperty("");
    private final StringProperty answer = new SimpleStringProperty("");
    private final StringProperty subject = new SimpleStringProperty("");
    private final StringProperty days = new SimpleStringProperty("");
    private final ObjectProperty<@Nullable LocalDate> from = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable LocalDate> until = new SimpleObjectProperty<>();
    private @Nullable VacationInfo known;

    MailboxViewModel(
            HomeViewModel home, String address, MailboxesViewModel.@Nullable NewDevice newDevice, Runnable back) {
        this.home = home;
        this.address = address;
        this.newDevice = newDevice;
        this.back = back;
        this.mailbox = home.asked(() -> home.line().ask(engine -> Mailbox.ask(engine, address)));
        mailbox.answer().addListener((property, before, now) -> seen(now));
    }

    /** What is set is what can be changed; what somebody types meanwhile stays. */
    private void seen(@Nullable Mailbox now) {
        if (now == null || now.choices().vacation().equals(known)) {
            return;
        }
        VacationInfo vacation = now.choices().vacation();
        known = vacation;
        answer.set(Optional.ofNullable(vacation.text()).orElse(""));
        subject.set(Optional.ofNullable(vacation.subject()).orElse(""));
        days.set(Integer.toString(vacation.days()));
        from.set(day(vacation.from(), 0));
        until.set(day(vacation.until(), 1));
    }

    private static @Nullable LocalDate day(@Nullable String moment, int before) {
        return moment == null
                ? null
                : OffsetDateTime.parse(moment)
                        .atZoneSameInstant(ZoneId.systemDefault())
                        .toLocalDate()
                        .minusDays(before);
    }

    HomeViewModel home() {
        return home;
    }

    /** Its first address. */
    public String address() {
        return address;
    }

    Asked<Mailbox> mailbox() {
        return mailbox;
    }

    /** What is asked before something that cannot be taken back; null for nothing. */
    public ObjectProperty<@Nullable Confirmation> confirmation() {
        return confirmation;
    }

    /** Back to the list. */
    public void back() {
        back.run();
    }

    private <T> void change(Function<EngineApi, CompletableFuture<T>> change, Runnable done) {
        mailbox.change(() -> home.line().ask(change), done);
    }

    private <T> void change(Function<EngineApi, CompletableFuture<T>> change) {
        change(change, () -> {});
    }

    private EngineApi.AccountAddress name() {
        return new EngineApi.AccountAddress(address);
    }

    /** Ends its sessions, and forgets its key. */
    public void lock() {
        change(engine -> engine.lockAccount(name()));
    }

    public StringProperty newAddress() {
        return newAddress;
    }

    /** Gives it the address that was typed. */
    public void addAddress() {
        String wanted = newAddress.get().strip();
        change(engine -> engine.addAddress(new AddressOrder(wanted, address)), () -> newAddress.set(""));
    }

    /** Where an address is to lead, too. */
    public StringProperty forward() {
        return forward;
    }

    /** Has letters for an address go on to the one that was typed, too. */
    public void addForward(AddressInfo rule) {
        String wanted = forward.get().strip();
        lead(rule, Stream.concat(rule.forwards().stream(), Stream.of(wanted)).toList(), () -> forward.set(""));
    }

    /** Has letters for an address go on to somebody no more. */
    public void removeForward(AddressInfo rule, String there) {
        lead(rule, rule.forwards().stream().filter(each -> !each.equals(there)).toList(), () -> {});
    }

    private void lead(AddressInfo rule, List<String> forwards, Runnable done) {
        change(
                engine -> engine.setAddress(new AddressRuleOrder(rule.address(), rule.accounts(), forwards, null)),
                done);
    }

    /** @param off as {@link AddressInfo#off}; null for on */
    public void switchAddress(AddressInfo rule, @Nullable String off) {
        change(engine -> engine.switchAddress(new AddressSwitch(rule.address(), off)));
    }

    /** Asks whether an address is to go. */
    public void removeAddress(AddressInfo rule) {
        confirmation.set(new Confirmation(
                "mailbox.address.remove.",
                Map.of("address", rule.address()),
                null,
                () -> change(engine -> engine.removeAddress(new EngineApi.AddressName(rule.address())))));
    }

    /** Whether devices can be set up from here. */
    public boolean isForDevices() {
        return newDevice != null;
    }

    /** Leads to a new device. */
    public void addDevice() {
        Mailbox now = mailbox.answer().get();
        if (newDevice != null && now != null) {
            newDevice.begin(address, now.account().name());
        }
    }

    /** Asks whether a device is to be let in no more. */
    public void revoke(CredentialInfo device) {
        confirmation.set(new Confirmation(
                "mailbox.device.revoke.",
                Map.of("device", device.name()),
                null,
                () -> change(engine -> engine.removeCredential(new CredentialName(address, device.name())))));
    }

    /** How much it may hold, in gigabytes. */
    public StringProperty limit() {
        return limit;
    }

    /** Sets the limit that was typed. */
    public void setLimit() {
        String typed = limit.get().strip().replace(',', '.');
        if (!typed.matches("[0-9]{1,7}(\\.[0-9]{1,3})?") || Double.parseDouble(typed) > MOST_GIGABYTES) {
            mailbox.refuse(Problem.of("form", "gigabytes", Map.of(), null));
            return;
        }
        // Exact: three digits behind the point of at most seven before it, which a double holds; a BigDecimal takes a
        // noticeable while when it is first used.
        setLimit(Long.toString(Math.round(Double.parseDouble(typed) * GIGABYTE)));
    }

    /** It may hold as much as there is room for. */
    public void removeLimit() {
        setLimit(QuotaOrder.NONE);
    }

    private void setLimit(String octets) {
        change(engine -> engine.setQuota(new QuotaOrder(address, octets, null, null)), () -> limit.set(""));
    }

    /** Chooses whether the recovery kit opens it. */
    public void chooseRecovery(boolean chosen) {
        change(engine -> engine.chooseRecovery(new EngineApi.RecoveryChoice(address, chosen)));
    }

    /** What it answers while its person is away. */
    public StringProperty answer() {
        return answer;
    }

    /** Empty for that of the letter. */
    public StringProperty subject() {
        return subject;
    }

    /** For so many days whoever was answered is not answered again; empty for what is usual. */
    public StringProperty days() {
        return days;
    }

    /** The first day; null for at once. */
    public ObjectProperty<@Nullable LocalDate> from() {
        return from;
    }

    /** The last day; null for until it is ended. */
    public ObjectProperty<@Nullable LocalDate> until() {
        return until;
    }

    /** Has it answer what was typed. */
    public void startAnswers() {
        LocalDate last = until.get();
        String line = subject.get().strip();
        String pause = days.get().strip();
        if (!pause.isEmpty() && !DAYS.matcher(pause).matches()) {
            mailbox.refuse(Problem.of("form", "days", Map.of(), null));
            return;
        }
        VacationOrder order = new VacationOrder(
                address,
                answer.get().strip(),
                line.isEmpty() ? null : line,
                pause.isEmpty() ? null : Integer.valueOf(pause),
                moment(from.get()),
                moment(last == null ? null : last.plusDays(1)));
        change(engine -> engine.setVacation(order));
    }

    private static @Nullable String moment(@Nullable LocalDate day) {
        return day == null
                ? null
                : day.atStartOfDay(ZoneId.systemDefault()).toInstant().toString();
    }

    /** Has it answer nothing any more. */
    public void endAnswers() {
        change(engine -> engine.endVacation(name()));
    }

    /** @param deleted as {@link EngineApi.Pop3Choice#deleted} */
    public void choosePop3(String deleted) {
        change(engine -> engine.choosePop3(new EngineApi.Pop3Choice(address, deleted)));
    }

    /** @param level as {@link EngineApi.JunkChoice#level} */
    public void judgeJunk(String level) {
        change(engine -> engine.chooseJunk(new EngineApi.JunkChoice(address, level, null)));
    }

    /** @param place as {@link EngineApi.JunkChoice#place} */
    public void putJunk(String place) {
        change(engine -> engine.chooseJunk(new EngineApi.JunkChoice(address, null, place)));
    }

    /** Whether what few need of it is shown. */
    public BooleanProperty detailed() {
        return detailed;
    }

    /** How many letters it may send within 24 hours; empty to leave that as it is. */
    public StringProperty mostLetters() {
        return mostLetters;
    }

    /** To how many it may write within 24 hours that it never wrote to before; empty to leave that as it is. */
    public StringProperty mostPeople() {
        return mostPeople;
    }

    /** Sets the limits that were typed. */
    public void setSending() {
        String letters = mostLetters.get().strip();
        String people = mostPeople.get().strip();
        if ((letters.isEmpty() && people.isEmpty())
                || !Stream.of(letters, people).allMatch(each -> each.matches("[0-9]{0,9}"))) {
            mailbox.refuse(Problem.of("form", "count", Map.of(), null));
            return;
        }
        setSending(letters.isEmpty() ? null : letters, people.isEmpty() ? null : people);
    }

    /** It may send as much as is usual. */
    public void sendAsUsual() {
        setSending(SendingOrder.UNSET, SendingOrder.UNSET);
    }

    /** It may send without a limit. */
    public void sendWithoutLimit() {
        setSending(SendingOrder.NONE, SendingOrder.NONE);
    }

    private void setSending(@Nullable String letters, @Nullable String people) {
        change(engine -> engine.setSending(new SendingOrder(address, letters, people)), () -> {
            mostLetters.set("");
            mostPeople.set("");
        });
    }

    /** It may send without a limit for a day. */
    public void liftSending() {
        change(engine -> engine.liftSending(name()));
    }

    /** Has programs be offered something by IMAP, or no more. */
    public void offer(String capability, boolean on) {
        List<String> named = List.of(capability);
        change(engine -> engine.switchCapabilities(
                new CapabilitySwitch(address, on ? named : List.of(), on ? List.of() : named)));
    }

    /** Asks whether it is to be erased, by its name. */
    public void erase() {
        Mailbox now = mailbox.answer().get();
        if (now == null) {
            return;
        }
        confirmation.set(new Confirmation(
                "mailbox.erase.",
                Map.of(
                        "mailbox",
                        address,
                        "messages",
                        Long.toString(now.account().messages()),
                        "octets",
                        Long.toString(now.account().octets())),
                address,
                () -> mailbox.end(() -> home.line().ask(engine -> engine.eraseAccount(name())), back)));
    }
}
