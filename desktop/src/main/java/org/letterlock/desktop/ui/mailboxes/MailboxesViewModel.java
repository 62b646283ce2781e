package org.letterlock.desktop.ui.mailboxes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.ui.home.Asked;
import org.letterlock.desktop.ui.home.Confirmation;
import org.letterlock.desktop.ui.home.HomeViewModel;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.NewCredential;

/** The mailboxes of a server: the list, one that is looked at, and a new one. */
public final class MailboxesViewModel {

    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");

    /** Where a device of a mailbox gets a password of its own. */
    @FunctionalInterface
    public interface NewDevice {
        /**
         * Leads there.
         *
         * @param mailbox its first address
         * @param person whose it is
         */
        void begin(String mailbox, String person);
    }

    private final HomeViewModel home;
    private final @Nullable NewDevice newDevice;
    private final Asked<List<AccountInfo>> asked;
    private final ReadOnlyObjectWrapper<@Nullable MailboxViewModel> chosen = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable NewCredential> made = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<@Nullable Confirmation> confirmation = new SimpleObjectProperty<>();
    private final BooleanProperty adding = new SimpleBooleanProperty();
    private final StringProperty address = new SimpleStringProperty("");
    private final StringProperty name = new SimpleStringProperty("");
    private final StringProperty device = new SimpleStringProperty("");
    private final BooleanProperty recovery = new SimpleBooleanProperty(true);

    /** @param newDevice null where this app cannot set up devices */
    public MailboxesViewModel(HomeViewModel home, @Nullable NewDevice newDevice) {
        this.home = home;
        this.newDevice = newDevice;
        this.asked = home.asked(() -> home.line().ask(EngineApi::accounts));
    }

    /** The server that they are of. */
    public HomeViewModel home() {
        return home;
    }

    /** The mailboxes. */
    public Asked<List<AccountInfo>> asked() {
        return asked;
    }

    /** The mailbox that is looked at; null for the list. */
    public ReadOnlyObjectProperty<@Nullable MailboxViewModel> chosen() {
        return chosen.getReadOnlyProperty();
    }

    /** What is asked before something that cannot be taken back; null for nothing. */
    public ObjectProperty<@Nullable Confirmation> confirmation() {
        return confirmation;
    }

    /** Looks at one; asks first where a new mailbox's password would go, which nothing shows again. */
    public void choose(String mailbox) {
        unlessShown(() -> look(mailbox));
    }

    /** Does something once no new password is shown; asks before one goes. */
    private void unlessShown(Runnable next) {
        NewCredential shown = made.get();
        if (shown == null) {
            next.run();
        } else {
            confirmation.set(new Confirmation(
                    "mailboxes.made.drop.", Map.of("mailbox", shown.account().address()), null, () -> {
                        putAway();
                        next.run();
                    }));
        }
    }

    private void look(String mailbox) {
        adding.set(false);
        MailboxViewModel model = new MailboxViewModel(home, mailbox, newDevice, this::back);
        chosen.set(model);
        model.mailbox().ask();
    }

    /** Back to the list. */
    public void back() {
        chosen.set(null);
        asked.ask();
        home.refresh();
    }

    /** Whether a new one is being written down. */
    public BooleanProperty adding() {
        return adding;
    }

    public StringProperty address() {
        return address;
    }

    /** Whose it is. */
    public StringProperty name() {
        return name;
    }

    /** What its first password is for. */
    public StringProperty device() {
        return device;
    }

    /** Whether the recovery kit is to open it. */
    public BooleanProperty recovery() {
        return recovery;
    }

    /** The mailbox just made, with its password, which is told this once; null before and after it was put away. */
    public ReadOnlyObjectProperty<@Nullable NewCredential> made() {
        return made.getReadOnlyProperty();
    }

    /** Adds the mailbox that was written down; asks first where the password of the one before would go. */
    public void add() {
        String wanted = address.get().strip();
        if (!ADDRESS.matcher(wanted).matches()) {
            asked.refuse(Problem.of("form", "mailbox", Map.of(), null));
            return;
        }
        String whose = name.get().strip();
        String first = device.get().strip();
        AccountOrder order = new AccountOrder(
                wanted, whose.isEmpty() ? null : whose, first.isEmpty() ? null : first, recovery.get());
        unlessShown(() -> add(order));
    }

    private void add(AccountOrder order) {
        List<NewCredential> answer = new ArrayList<>();
        asked.change(
                () -> answer.add(home.line().ask(engine -> engine.addAccount(order))), () -> added(answer.getFirst()));
    }

    private void added(NewCredential credential) {
        made.set(credential);
        adding.set(false);
        address.set("");
        name.set("");
        device.set("");
        recovery.set(true);
        home.refresh();
    }

    /** The password was taken down: it is forgotten here. */
    public void putAway() {
        made.set(null);
        confirmation.set(null);
    }
}
