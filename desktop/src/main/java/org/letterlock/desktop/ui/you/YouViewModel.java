package org.letterlock.desktop.ui.you;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.dnsplan.TypedDomain;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.task.Tasks;

/** Takes whose the first mailbox is, its address, and whether the recovery kit opens it. */
public final class YouViewModel {

    private static final int LONGEST_NAME = 200;
    private static final Pattern LOCAL = Pattern.compile("(?=.{1,64}$)[a-z0-9_+-]+(\\.[a-z0-9_+-]+)*");

    private final SetUpNotes notes;
    private final Tasks tasks;
    private final Runnable goOn;
    private final StringProperty person = new SimpleStringProperty("");
    private final StringProperty local = new SimpleStringProperty("");
    private final BooleanProperty recoverable = new SimpleBooleanProperty(true);
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();

    /** @param goOn leads to the next step */
    public YouViewModel(SetUpNotes notes, Tasks tasks, Runnable goOn) {
        this.notes = notes;
        this.tasks = tasks;
        this.goOn = goOn;
        SettingUp before = notes.now();
        person.set(Objects.requireNonNullElse(before.person(), ""));
        String mailbox = before.mailbox();
        local.set(mailbox == null ? "" : mailbox.substring(0, mailbox.lastIndexOf('@')));
        recoverable.set(!Boolean.FALSE.equals(before.recoverable()));
    }

    /** Whose it is, in their own words. */
    public StringProperty person() {
        return person;
    }

    /** What stands before the at sign; blank for {@link #suggested}. */
    public StringProperty local() {
        return local;
    }

    /** Whether the recovery kit opens the mailbox. */
    public BooleanProperty recoverable() {
        return recoverable;
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    private String domain() {
        return Objects.requireNonNullElse(notes.now().domain(), "");
    }

    /** The domain, as people read it. */
    public String shownDomain() {
        return new TypedDomain.Domain(domain()).shown();
    }

    /** What could stand before the at sign, by the name; empty where the name has no such letters. */
    public Optional<String> suggested() {
        String plain = Normalizer.normalize(person.get().strip(), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
        String first = plain.split("[^\\p{L}\\p{N}_-]", 2)[0];
        return LOCAL.matcher(first).matches() ? Optional.of(first) : Optional.empty();
    }

    /** The address that the mailbox would have, as people read it; empty where there is none yet. */
    public Optional<String> address() {
        return chosen().map(name -> name + "@" + shownDomain());
    }

    private Optional<String> chosen() {
        String typed = local.get().strip().toLowerCase(Locale.ROOT);
        if (typed.isEmpty()) {
            return suggested();
        }
        int at = typed.lastIndexOf('@');
        // A whole address of this domain is meant as such.
        boolean whole =
                at >= 0 && TypedDomain.parse(typed) instanceof TypedDomain.Domain(String name) && name.equals(domain());
        String name = whole ? typed.substring(0, at) : typed;
        return LOCAL.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }

    /** Keeps what was chosen, and goes on. */
    public void goOn() {
        String whose = person.get().strip();
        Optional<String> name = chosen();
        if (whose.isEmpty() || whose.length() > LONGEST_NAME) {
            problem.set(Problem.of("form", "person", Map.of(), null));
        } else if (name.isEmpty()) {
            problem.set(Problem.of("form", "local-part", Map.of(), null));
        } else {
            problem.set(null);
            String address = name.get() + "@" + domain();
            boolean byKit = recoverable.get();
            tasks.run(
                    () -> notes.change(
                            before -> before.withMailbox(whose, address, byKit).at("install")),
                    kept -> goOn.run(),
                    problem::set);
        }
    }
}
