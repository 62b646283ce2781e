package org.letterlock.desktop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
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

    private static final int DNS_PORT = 53;

    private final List<InetSocketAddress> own;

    /** @param own who is asked instead of this computer's resolvers and those of the world; none for those */
    private WorldDns(List<InetSocketAddress> own) {
        this.own = own;
    }

    /** As the system property {@code letterlock.dns} says, numeric addresses with ports such as {@code 192.0.2.1:53,192.0.2.1:54}; the world's, where it says nothing. */
    static WorldDns usual() {
        return new WorldDns(
                Arrays.stream(System.getProperty("letterlock.dns", "").split(",", -1))
                        .filter(each -> !each.isEmpty())
                        .map(WorldDns::address)
                        .toList());
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(
                InetAddress.ofLiteral(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    /** The resolvers of this computer change with the network that it is in. */
    private List<InetSocketAddress> finders() {
        return own.isEmpty() ? DomainLook.usualResolvers() : own;
    }

    @Override
    public DomainFacts host(String domain, String hostname, List<String> addresses) throws ProblemException {
        return new DomainLook(finders()).look(domain, hostname, addresses);
    }

    @Override
    public DnsZone zone(String zone, DnsAccess access) {
        return access.kind().equals(DnsAccess.CLOUDFLARE)
                ? new CloudflareZone(CloudflareZone.WORLD, zone, access.secret())
                : new UpdateZone(zone, access);
    }

    @Override
    public List<RecordSight> look(String zone, List<PlannedRecord> records) throws InterruptedException {
        return new RecordLook(finders(), own.isEmpty() ? DomainLook.publicResolvers() : own, DNS_PORT)
                .look(zone, records);
    }
}
