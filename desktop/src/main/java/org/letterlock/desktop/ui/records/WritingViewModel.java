package org.letterlock.desktop.ui.records;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.dnsplan.DnsHost;
import org.letterlock.desktop.dnsplan.DnsZone;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.dnsplan.ZoneChange;
import org.letterlock.desktop.dnsplan.ZonePlan;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.task.Tasks;

/** Writes the records itself, where the person lets it: shows first what would change, and sends nothing before they said yes to that. */
public final class WritingViewModel {

    /** Where it stands. */
    public enum Stage {
        /** The person writes the records. */
        CLOSED,
        /** By which right? */
        ASK,
        /** The zone is read. */
        READING,
        /** What would change, and nothing was yet. */
        PLAN,
        /** The changes are on their way. */
        WRITING,
        /** All that was agreed to stands there. */
        DONE
    }

    private final RecordsViewModel records;
    private final SetUpNotes notes;
    private final RecordsViewModel.Looker looker;
    private final Tasks tasks;
    private final StringProperty kind = new SimpleStringProperty(DnsAccess.CLOUDFLARE);
    private final StringProperty token = new SimpleStringProperty("");
    private final StringProperty server = new SimpleStringProperty("");
    private final StringProperty keyName = new SimpleStringProperty("");
    private final StringProperty algorithm = new SimpleStringProperty(DnsAccess.ALGORITHMS.getFirst());
    private final StringProperty key = new SimpleStringProperty("");
    private final BooleanProperty keep = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper kept = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(Stage.CLOSED);
    private final ReadOnlyObjectWrapper<@Nullable ZonePlan> plan = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Problem> problem = new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<Set<ZonePlan.Conflict>> taken = new SimpleObjectProperty<>(Set.of());
    private Tasks.Running running = () -> {};

    /**
     * A view model.
     *
     * @param records whose
     * @param notes where a token is kept, if the person wants that
     */
    public WritingViewModel(RecordsViewModel records, SetUpNotes notes, RecordsViewModel.Looker looker, Tasks tasks) {
        this.records = records;
        this.notes = notes;
        this.looker = looker;
        this.tasks = tasks;
    }

    public ReadOnlyObjectProperty<Stage> stage() {
        return stage.getReadOnlyProperty();
    }

    /** Who keeps the zone, as {@link DnsAccess#kind}. */
    public StringProperty kind() {
        return kind;
    }

    public StringProperty token() {
        return token;
    }

    public StringProperty server() {
        return server;
    }

    public StringProperty keyName() {
        return keyName;
    }

    public StringProperty algorithm() {
        return algorithm;
    }

    public StringProperty key() {
        return key;
    }

    /** Whether the vault is to keep what lets the app in. */
    public BooleanProperty keep() {
        return keep;
    }

    /** Whether the vault keeps it. */
    public ReadOnlyBooleanProperty kept() {
        return kept.getReadOnlyProperty();
    }

    /** What would change; null before it was read. */
    public ReadOnlyObjectProperty<@Nullable ZonePlan> plan() {
        return plan.getReadOnlyProperty();
    }

    /** The conflicts in which ours is to take the place of what stands there. */
    public ObjectProperty<Set<ZonePlan.Conflict>> taken() {
        return taken;
    }

    public ReadOnlyObjectProperty<@Nullable Problem> problem() {
        return problem.getReadOnlyProperty();
    }

    /** Who keeps the zone. */
    public ReadOnlyObjectProperty<@Nullable DnsHost> host() {
        return records.host();
    }

    /** Whether it is known that this would work, because Cloudflare keeps the zone. */
    public boolean isOffered() {
        DnsHost host = records.host().get();
        return host != null && host.name().equals("Cloudflare");
    }

    /** The domain in whose zone the records are written. */
    public String zone() {
        return records.zone();
    }

    /** What all would be done if the person said yes now. */
    public List<ZoneChange> changes() {
        ZonePlan now = plan.get();
        return now == null ? List.of() : now.with(taken.get());
    }

    /** The person lets the app write them. */
    public void open() {
        if (!isOffered() && records.host().get() != null && token.get().isEmpty()) {
            kind.set(DnsAccess.UPDATE);
        }
        Optional<DnsAccess> known = notes.dnsAccess(zone());
        kept.set(known.isPresent());
        known.ifPresent(this::fill);
        problem.set(null);
        stage.set(Stage.ASK);
    }

    private void fill(DnsAccess known) {
        keep.set(true);
        kind.set(known.kind());
        if (known.kind().equals(DnsAccess.CLOUDFLARE)) {
            token.set(known.secret());
        } else {
            server.set(String.valueOf(known.server()));
            keyName.set(String.valueOf(known.keyName()));
            algorithm.set(String.valueOf(known.algorithm()));
            key.set(known.secret());
        }
    }

    /** The person writes them after all. What was typed and is secret is forgotten. */
    public void close() {
        running.cancel();
        forgetTyped();
        problem.set(null);
        plan.set(null);
        stage.set(Stage.CLOSED);
    }

    private void forgetTyped() {
        token.set("");
        key.set("");
    }

    private DnsAccess access() {
        return kind.get().equals(DnsAccess.CLOUDFLARE)
                ? DnsAccess.cloudflare(token.get())
                : DnsAccess.update(server.get(), keyName.get(), algorithm.get(), key.get());
    }

    private List<PlannedRecord> planned() {
        return records.sights().get().stream().map(RecordSight::planned).toList();
    }

    /** What stands there, and what comes of it. */
    private record Read(ZonePlan plan, @Nullable Problem notKept) {}

    /** Reads the zone, and shows what would change. */
    public void read() {
        DnsAccess access = access();
        Optional<String> wrong = access.wrong();
        if (wrong.isPresent()) {
            problem.set(Problem.of("dnswrite", wrong.get(), Map.of(), null));
            return;
        }
        problem.set(null);
        stage.set(Stage.READING);
        String zone = zone();
        boolean wanted = keep.get();
        List<PlannedRecord> planned = planned();
        running = tasks.run(
                () -> {
                    DnsZone there = looker.zone(zone, access);
                    ZonePlan next = ZonePlan.of(zone, planned, there.read(ZonePlan.within(zone, planned)));
                    return new Read(next, keep(zone, wanted ? access : null));
                },
                read -> {
                    Set<ZonePlan.Conflict> before = taken.get();
                    plan.set(read.plan());
                    taken.set(read.plan().conflicts().stream()
                            .filter(before::contains)
                            .collect(Collectors.toUnmodifiableSet()));
                    kept.set(wanted && read.notKept() == null);
                    problem.set(read.notKept());
                    stage.set(Stage.PLAN);
                },
                this::back);
    }

    /** A token that cannot be kept works all the same. */
    private @Nullable Problem keep(String zone, @Nullable DnsAccess access) {
        try {
            if (access != null || notes.dnsAccess(zone).isPresent()) {
                notes.keepDnsAccess(zone, access);
            }
            return null;
        } catch (ProblemException e) {
            return e.problem();
        }
    }

    private void back(Problem why) {
        problem.set(why);
        stage.set(Stage.ASK);
    }

    /** The person said yes: changes what is shown. */
    public void write() {
        ZonePlan agreed = plan.get();
        List<ZoneChange> changes = changes();
        if (agreed == null || stage.get() != Stage.PLAN) {
            return;
        }
        if (changes.isEmpty()) {
            close();
            return;
        }
        DnsAccess access = access();
        String zone = zone();
        problem.set(null);
        stage.set(Stage.WRITING);
        running = tasks.run(
                () -> {
                    looker.zone(zone, access).write(agreed.seen(), changes);
                    return changes;
                },
                written -> {
                    forgetTyped();
                    stage.set(Stage.DONE);
                    records.look();
                },
                why -> {
                    plan.set(null);
                    back(why);
                });
    }

    /** Stops what is asked or written. What went out already is not taken back. */
    public void cancel() {
        boolean writing = stage.get() == Stage.WRITING;
        running.cancel();
        plan.set(null);
        // What is cancelled may have come as far as the vault, which nobody tells any more.
        kept.set(notes.dnsAccess(zone()).isPresent());
        problem.set(writing ? Problem.of("dnswrite", "stopped", Map.of("zone", zone()), null) : null);
        stage.set(Stage.ASK);
    }

    /** Has the vault keep what lets the app in no more. */
    public void forget() {
        String zone = zone();
        tasks.run(
                () -> {
                    notes.keepDnsAccess(zone, null);
                    return zone;
                },
                gone -> {
                    keep.set(false);
                    kept.set(false);
                    forgetTyped();
                },
                problem::set);
    }
}
