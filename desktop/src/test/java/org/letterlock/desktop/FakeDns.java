package org.letterlock.desktop;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.desktop.dnsplan.DnsHost;
import org.letterlock.desktop.dnsplan.DomainFacts;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.ui.records.RecordsViewModel;

/** A DNS in which all records stand as a test says. */
public final class FakeDns implements RecordsViewModel.Looker {

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
}
