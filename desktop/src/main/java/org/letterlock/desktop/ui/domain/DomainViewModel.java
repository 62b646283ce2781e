package org.letterlock.desktop.ui.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.dnsplan.DomainFacts;
import org.letterlock.desktop.dnsplan.TypedDomain;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.SettingUp;
import org.letterlock.desktop.task.Tasks;

/** Takes a domain, and looks what it is used for today. */
public final class DomainViewModel {

    /** How far it is. */
    public enum Stage {
        /** The person types. */
        ASK,
        /** The DNS is asked. */
        LOOKING,
        /** It has answered of the domain that stands in the field. */
        LOOKED
    }

    /** Looks at a domain. */
    @FunctionalInterface
    public interface Looker {
        /**
         * Looks.
         *
         * @param domain in A-labels
         * @param hostname of the mail server
         * @param addresses of the mail server
         */
        DomainFacts look(String domain, String hostname, List<String> addresses) throws ProblemException;
    }

    private final SetUpNotes notes;
    private final Looker looker;
    private final Tasks tasks;
    private final Runnable goOn;
    private final StringProperty typed = new SimpleStringProperty("");
    private final StringProperty hostname = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.ASK);
    private final ReadOnlyObjectWrapper<@Nullable DomainFacts> facts = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private Tasks.Running running = () -> {};

    /** @param goOn leads to the next step */
    public DomainViewModel(SetUpNotes notes, Looker looker, Tasks tasks, Runnable goOn) {
        this.notes = notes;
        this.looker = looker;
        this.tasks = tasks;
        this.goOn = goOn;
        SettingUp before = notes.now();
        String domain = before.domain();
        if (domain != null) {
            typed.set(new TypedDomain.Domain(domain).shown());
            String server = before.hostname();
            hostname.set(server == null || server.equals(usual(domain)) ? "" : server);
        }
        typed.addListener((property, was, now) -> typedAnew());
    }

    private static String usual(String domain) {
        return "mail." + domain;
    }

    /** What the person typed. */
    public StringProperty typed() {
        return typed;
    }

    /** The name of the mail server; blank for {@code mail} in the domain. */
    public StringProperty hostname() {
        return hostname;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    /** What was seen; null before, and where another domain is typed. */
    public ReadOnlyObjectProperty<@Nullable DomainFacts> facts() {
        return facts.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** The domain that is typed, as people read it; empty where it is none. */
    public Optional<String> shown() {
        return TypedDomain.parse(typed.get()) instanceof TypedDomain.Domain domain
                ? Optional.of(domain.shown())
                : Optional.empty();
    }

    private void typedAnew() {
        DomainFacts seen = facts.get();
        boolean same = seen != null
                && TypedDomain.parse(typed.get()) instanceof TypedDomain.Domain(String name)
                && name.equals(seen.domain());
        if (!same) {
            cancel();
        }
    }

    /** Looks, where a domain is typed and was not looked at yet; says nothing where none is, because the person may not be done typing. */
    public void lookSoon() {
        if (stage.get() == Stage.ASK && TypedDomain.parse(typed.get()) instanceof TypedDomain.Domain) {
            look();
        }
    }

    /** Looks. */
    public void look() {
        if (stage.get() == Stage.LOOKING) {
            return;
        }
        switch (TypedDomain.parse(typed.get())) {
            case TypedDomain.Wrong(String code) -> problem.set(Problem.of("domain", code, Map.of(), null));
            case TypedDomain.Domain(String name) -> {
                Optional<String> server = server(name);
                if (server.isEmpty()) {
                    problem.set(Problem.of("form", "hostname", Map.of(), null));
                    return;
                }
                problem.set(null);
                stage.set(Stage.LOOKING);
                List<String> addresses =
                        Optional.ofNullable(notes.now().addresses()).orElse(List.of());
                running = tasks.run(() -> looker.look(name, server.get(), addresses), this::seen, this::failed);
            }
        }
    }

    private Optional<String> server(String domain) {
        String other = hostname.get().strip();
        if (other.isEmpty()) {
            return Optional.of(usual(domain));
        }
        return TypedDomain.parse(other) instanceof TypedDomain.Domain(String name)
                ? Optional.of(name)
                : Optional.empty();
    }

    private void seen(DomainFacts found) {
        facts.set(found);
        stage.set(Stage.LOOKED);
    }

    private void failed(Problem why) {
        problem.set(why);
        stage.set(Stage.ASK);
    }

    /** Stops looking, or forgets what was seen. */
    public void cancel() {
        running.cancel();
        facts.set(null);
        stage.set(Stage.ASK);
    }

    /** Goes on with the domain, seen or not: records can be written later. */
    public void goOn() {
        switch (TypedDomain.parse(typed.get())) {
            case TypedDomain.Wrong(String code) -> problem.set(Problem.of("domain", code, Map.of(), null));
            case TypedDomain.Domain(String name) -> {
                Optional<String> server = server(name);
                if (server.isEmpty()) {
                    problem.set(Problem.of("form", "hostname", Map.of(), null));
                    return;
                }
                problem.set(null);
                tasks.run(
                        () -> notes.change(
                                before -> before.forDomain(name, server.get()).at("you")),
                        kept -> goOn.run(),
                        problem::set);
            }
        }
    }
}
