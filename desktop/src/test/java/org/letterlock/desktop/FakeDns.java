package org.letterlock.desktop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.dnsplan.DnsHost;
import org.letterlock.desktop.dnsplan.DnsZone;
import org.letterlock.desktop.dnsplan.DomainFacts;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.dnsplan.ZoneChange;
import org.letterlock.desktop.dnsplan.ZoneRecord;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.ui.records.RecordsViewModel;

/** A DNS in which all records stand as a test says. */
public final class FakeDns implements RecordsViewModel.Looker, DnsZone {

    private final List<DnsAccess> opened = new ArrayList<>();
    private final List<ZoneRecord> standing = new ArrayList<>();
    private @Nullable Problem refusal;

    private RecordSight.State state = RecordSight.State.MISSING;
    private @Nullable Problem problem;
    private int looks;

    /** From now on all records stand so. */
    public FakeDns become(RecordSight.State now) {
        state = now;
        return this;
    }

    /** From now on nobody says who runs a domain; null for as before. */
    public FakeDns fail(@Nullable Problem why) {
        problem = why;
        return this;
    }

    /** How often records were looked at. */
    public int looks() {
        return looks;
    }

    @Override
    public DomainFacts host(String domain, String hostname, List<String> addresses) throws ProblemException {
        if (problem != null) {
            throw new ProblemException(problem);
        }
        return new DomainFacts(
                domain,
                domain,
                List.of("kim.ns.cloudflare.com"),
                DnsHost.of(List.of("kim.ns.cloudflare.com")).orElse(null),
                List.of("aspmx.l.google.com"),
                "Google",
                true,
                false);
    }

    @Override
    public List<RecordSight> look(String zone, List<PlannedRecord> records) {
        looks++;
        return records.stream()
                .map(planned -> new RecordSight(planned, state, List.of(), null, 0, 3))
                .toList();
    }

    @Override
    public DnsZone zone(String zone, DnsAccess access) {
        opened.add(access);
        return this;
    }

    /** By what its zones were opened. */
    public List<DnsAccess> opened() {
        return opened;
    }

    /** What stands in its zones. */
    public List<ZoneRecord> standing() {
        return standing;
    }

    /** From now on nobody may read or write its zones; null for as before. */
    public FakeDns refuse(@Nullable Problem why) {
        refusal = why;
        return this;
    }

    @Override
    public List<ZoneRecord> read(List<PlannedRecord> records) throws ProblemException {
        if (refusal != null) {
            throw new ProblemException(refusal);
        }
        return List.copyOf(standing);
    }

    @Override
    public void write(List<ZoneRecord> seen, List<ZoneChange> changes) throws ProblemException {
        if (refusal != null) {
            throw new ProblemException(refusal);
        }
        for (ZoneChange change : changes) {
            switch (change) {
                case ZoneChange.Create(ZoneRecord record) -> standing.add(record);
                case ZoneChange.Replace(ZoneRecord before, ZoneRecord after) -> {
                    standing.remove(before);
                    standing.add(after);
                }
                case ZoneChange.Remove(ZoneRecord record) -> standing.remove(record);
            }
        }
        state = RecordSight.State.SEEN;
    }
}
