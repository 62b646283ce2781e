package org.letterlock.desktop;

import java.util.List;
import org.letterlock.desktop.dnsplan.CloudflareZone;
import org.letterlock.desktop.dnsplan.DnsZone;
import org.letterlock.desktop.dnsplan.DomainFacts;
import org.letterlock.desktop.dnsplan.DomainLook;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.RecordLook;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.dnsplan.UpdateZone;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.ui.records.RecordsViewModel;

/** The DNS of the world, as this computer sees it. */
final class WorldDns implements RecordsViewModel.Looker {

    @Override
    public DomainFacts host(String domain, String hostname, List<String> addresses) throws ProblemException {
        // The resolvers of this computer change with the network that it is in.
        return new DomainLook(DomainLook.usualResolvers()).look(domain, hostname, addresses);
    }

    @Override
    public DnsZone zone(String zone, DnsAccess access) {
        return access.kind().equals(DnsAccess.CLOUDFLARE)
                ? new CloudflareZone(CloudflareZone.WORLD, zone, access.secret())
                : new UpdateZone(zone, access);
    }

    @Override
    public List<RecordSight> look(String zone, List<PlannedRecord> records) throws InterruptedException {
        return RecordLook.usual().look(zone, records);
    }
}
