package org.letterlock.desktop.ui.records;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.agentclient.EngineLine;
import org.letterlock.desktop.dnsplan.DnsHost;
import org.letterlock.desktop.dnsplan.DnsZone;
import org.letterlock.desktop.dnsplan.DomainFacts;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.RecordForm;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.Mailto;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;
import org.letterlock.protocol.DnsRecord;
import org.letterlock.protocol.EngineApi;

/** Has the engine say which records a domain needs, and looks again and again whether the world sees them, until it does. */
public final class RecordsViewModel {

    private static final Duration UNTIL_AGAIN = Duration.ofSeconds(10);

    /** Looks at the DNS. */
    public interface Looker {

        /** Who runs a domain's DNS. */
        DomainFacts host(String domain, String hostname, List<String> addresses) throws ProblemException;

        /** The zone at whoever keeps it, to be changed; nobody is asked yet. */
        DnsZone zone(String zone, DnsAccess access);

        /** How records stand. */
        List<RecordSight> look(String zone, List<PlannedRecord> records) throws InterruptedException;
    }

    /** Begins letters. */
    @FunctionalInterface
    public interface Mailing {

        /** Has a mail program show a letter that its person can address and send. */
        void begin(Mailto letter) throws ProblemException;
    }

    /**
     * Whose records.
     *
     * @param domain in A-labels
     * @param hostname of the mail server
     * @param addresses of the mail server, numeric
     */
    public record Subject(String domain, String hostname, List<String> addresses) {}

    /** What does not work while a record is not seen. */
    public enum Lack {
        /** No letters arrive. */
        RECEIVING,
        /** Letters are taken for junk, or refused. */
        TRUST,
        /** Nobody tells what others do in the domain's name. */
        REPORTS
    }

    private final Subject subject;
    private final EngineLine line;
    private final Looker looker;
    private final Mailing mailing;
    private final Tasks tasks;
    private final Runnable goOn;
    private final ObjectProperty<RecordForm> form = new SimpleObjectProperty<>(RecordForm.USUAL);
    private final ReadOnlyObjectWrapper<List<RecordSight>> sights = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<@Nullable DnsHost> host = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper looking = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<@Nullable Problem> kept = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper begun = new ReadOnlyBooleanWrapper();
    private String zone;
    private boolean awake;
    private Tasks.Running running = () -> {};
    private Tasks.Running pause = () -> {};

    /** @param goOn leads to the next step */
    public RecordsViewModel(
            Subject subject, EngineLine line, Looker looker, Mailing mailing, Tasks tasks, Runnable goOn) {
        this.subject = subject;
        this.line = line;
        this.looker = looker;
        this.mailing = mailing;
        this.tasks = tasks;
        this.goOn = goOn;
        this.zone = subject.domain();
    }

    public Subject subject() {
        return subject;
    }

    /** The domain in whose zone the records are written. */
    public String zone() {
        return zone;
    }

    /** How names and values are written; the person may choose another form. */
    public ObjectProperty<RecordForm> form() {
        return form;
    }

    /** Each record and how it stands; empty until the engine said which there are. */
    public ReadOnlyObjectProperty<List<RecordSight>> sights() {
        return sights.getReadOnlyProperty();
    }

    /** Who runs the domain's DNS; null where nobody knows. */
    public ReadOnlyObjectProperty<@Nullable DnsHost> host() {
        return host.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** Whether the DNS or the engine is asked right now. */
    public ReadOnlyBooleanProperty looking() {
        return looking.getReadOnlyProperty();
    }

    /** Somebody looks at it: asks now, and from now on again and again. */
    public void wake() {
        awake = true;
        look();
    }

    /** Nobody looks at it any more: asks nobody until {@link #wake}. */
    public void rest() {
        awake = false;
        running.cancel();
        pause.cancel();
        looking.set(false);
    }

    /** Asks now. */
    public void look() {
        running.cancel();
        pause.cancel();
        problem.set(null);
        looking.set(true);
        if (sights.get().isEmpty()) {
            running = tasks.run(this::plan, this::planned, this::failed);
        } else {
            sight();
        }
    }

    /** What is to be written, and where. */
    private record Plan(
            List<PlannedRecord> records, @Nullable DomainFacts facts) {}

    private Plan plan() throws ProblemException {
        List<DnsRecord> wanted = line.ask(engine -> engine.dnsRecords(new EngineApi.DomainName(subject.domain())));
        List<PlannedRecord> records = PlannedRecord.of(subject.hostname(), subject.addresses(), wanted);
        try {
            return new Plan(records, looker.host(subject.domain(), subject.hostname(), subject.addresses()));
        } catch (ProblemException e) {
            // What has to be written is known without the DNS; whether it stands there is asked again.
            return new Plan(records, null);
        }
    }

    private void planned(Plan plan) {
        DomainFacts facts = plan.facts();
        if (facts != null) {
            String found = facts.zone();
            zone = found == null ? subject.domain() : found;
            DnsHost who = facts.host();
            host.set(who);
            form.set(who == null ? RecordForm.USUAL : who.form());
        }
        sights.set(plan.records().stream().map(RecordSight::unknown).toList());
        sight();
    }

    private void sight() {
        String at = zone;
        List<RecordSight> before = sights.get();
        running = tasks.run(
                () -> {
                    try {
                        return looker.look(
                                at, before.stream().map(RecordSight::planned).toList());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return before;
                    }
                },
                this::seen,
                this::failed);
    }

    private void seen(List<RecordSight> now) {
        looking.set(false);
        if (!now.equals(sights.get())) {
            sights.set(now);
        }
        again();
    }

    private void failed(Problem why) {
        looking.set(false);
        problem.set(why);
        again();
    }

    private void again() {
        if (awake && !isComplete()) {
            pause = tasks.later(UNTIL_AGAIN, this::look);
        }
    }

    /** Whether all the world sees all records. */
    public boolean isComplete() {
        return !sights.get().isEmpty()
                && sights.get().stream().allMatch(sight -> sight.state() == RecordSight.State.SEEN);
    }

    /** What does not work yet. */
    public Set<Lack> lacks() {
        Set<Lack> lacks = new TreeSet<>();
        for (RecordSight sight : sights.get()) {
            if (!sight.isDone()) {
                lacks.add(
                        switch (sight.planned().purpose()) {
                            case ADDRESS, EXCHANGER -> Lack.RECEIVING;
                            case SPF, DKIM, DMARC -> Lack.TRUST;
                            case TLS_REPORTS, OTHER -> Lack.REPORTS;
                        });
            }
        }
        return lacks;
    }

    /** Writes the records into a file, as a zone file has them. */
    public void save(Path file) {
        String text = RecordForm.zoneFile(sights.get());
        takeAway(() -> {
            try {
                return Files.writeString(file, text, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new ProblemException(Problem.of("file", "not-written", Map.of(), String.valueOf(e)));
            }
        });
    }

    /**
     * Has the person's mail program begin a letter with the records, as they are to be typed.
     *
     * @param title its subject
     * @param lead what it says before them
     * @param blank says that a name stays empty
     */
    public void mail(String title, String lead, String blank) {
        Mailto letter = new Mailto(title, lead + "\n\n" + form.get().text(zone, sights.get(), blank));
        takeAway(() -> {
            mailing.begin(letter);
            return letter;
        });
    }

    private <T> void takeAway(Tasks.Work<T> way) {
        begun.set(false);
        kept.set(null);
        tasks.run(way, done -> begun.set(done instanceof Mailto), kept::set);
    }

    /** Whether a letter with the records was begun, and nothing was tried since. */
    public ReadOnlyBooleanProperty begun() {
        return begun.getReadOnlyProperty();
    }

    /** Why the records are in no file or letter; null where nothing went wrong. */
    public ReadOnlyObjectProperty<@Nullable Problem> notTakenAway() {
        return kept.getReadOnlyProperty();
    }

    /** Leads to the next step, whatever the records say. */
    public void goOn() {
        rest();
        goOn.run();
    }
}
