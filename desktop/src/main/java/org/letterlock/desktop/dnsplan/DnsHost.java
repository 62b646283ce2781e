package org.letterlock.desktop.dnsplan;

import java.util.List;
import java.util.Optional;

/**
 * Who runs the DNS of domains, known by its name servers.
 *
 * @param name its own name
 * @param panel where its customers write records
 * @param form how it wants them
 */
public record DnsHost(String name, String panel, RecordForm form) {

    private static final RecordForm AT = new RecordForm(RecordForm.Names.AT, false);
    private static final RecordForm BLANK = new RecordForm(RecordForm.Names.BLANK, false);
    private static final RecordForm BLANK_QUOTED = new RecordForm(RecordForm.Names.BLANK, true);
    private static final RecordForm AT_QUOTED = new RecordForm(RecordForm.Names.AT, true);
    private static final RecordForm WHOLE_QUOTED = new RecordForm(RecordForm.Names.WHOLE, true);

    /** One row: by the ends of its name servers' names, whole labels. */
    private record Row(DnsHost host, List<String> ends) {}

    private static final List<Row> KNOWN = List.of(
            row("Cloudflare", "dash.cloudflare.com", AT, "ns.cloudflare.com"),
            row("GoDaddy", "dcc.godaddy.com", AT, "domaincontrol.com"),
            row("Namecheap", "ap.www.namecheap.com", AT, "registrar-servers.com", "namecheaphosting.com"),
            row("Hetzner", "console.hetzner.com", AT_QUOTED, "ns.hetzner.com", "ns.hetzner.de", "second-ns.de"),
            row("IONOS", "my.ionos.com", AT, "ui-dns.com", "ui-dns.de", "ui-dns.org", "ui-dns.biz"),
            row("OVHcloud", "www.ovh.com/manager", BLANK, "ovh.net", "anycast.me"),
            row("Gandi", "admin.gandi.net", AT_QUOTED, "gandi.net"),
            row("Porkbun", "porkbun.com/account", BLANK, "ns.porkbun.com"),
            row("Name.com", "www.name.com/account", BLANK, "name.com"),
            row("Squarespace", "account.squarespace.com", AT, "squarespacedns.com"),
            row(
                    "Amazon Route 53",
                    "console.aws.amazon.com/route53",
                    BLANK_QUOTED,
                    "awsdns.com",
                    "awsdns.net",
                    "awsdns.org",
                    "awsdns.co.uk"),
            row("Google Cloud DNS", "console.cloud.google.com", BLANK_QUOTED, "googledomains.com"),
            row(
                    "Microsoft Azure",
                    "portal.azure.com",
                    AT,
                    "azure-dns.com",
                    "azure-dns.net",
                    "azure-dns.org",
                    "azure-dns.info"),
            row("DigitalOcean", "cloud.digitalocean.com", AT, "digitalocean.com"),
            row("Akamai (Linode)", "cloud.linode.com", BLANK, "linode.com"),
            row("Vultr", "my.vultr.com", BLANK_QUOTED, "vultr.com"),
            row("Vercel", "vercel.com/dashboard", BLANK, "vercel-dns.com"),
            row("DNSimple", "dnsimple.com", BLANK, "dnsimple.com", "dnsimple-edge.net", "dnsimple-edge.org"),
            row("Hostinger", "hpanel.hostinger.com", AT, "dns-parking.com"),
            row("DreamHost", "panel.dreamhost.com", BLANK, "dreamhost.com"),
            row("netcup", "www.customercontrolpanel.de", AT, "netcup.net"),
            row("INWX", "www.inwx.com", BLANK, "inwx.de", "inwx.eu", "inwx.com"),
            row("Infomaniak", "manager.infomaniak.com", BLANK, "infomaniak.ch", "infomaniak.com"),
            row("deSEC", "desec.io", AT_QUOTED, "desec.io", "desec.org"),
            row("Hurricane Electric", "dns.he.net", WHOLE_QUOTED, "he.net"),
            row("NameSilo", "www.namesilo.com", BLANK, "namesilo.com", "dnsowl.com"),
            row("ClouDNS", "www.cloudns.net", BLANK, "cloudns.net", "cloudns.uk"),
            row("お名前.com", "navi.onamae.com", BLANK, "dnsv.jp", "onamae.com"),
            row("ムームードメイン", "muumuu-domain.com", BLANK, "muumuu-domain.com"),
            row("さくらインターネット", "secure.sakura.ad.jp", AT, "dns.ne.jp"),
            row("エックスサーバー", "secure.xserver.ne.jp", BLANK, "xserver.jp"),
            row("阿里云", "dns.console.aliyun.com", AT, "hichina.com", "alidns.com"),
            row("腾讯云 DNSPod", "console.dnspod.cn", AT, "dnspod.net"),
            row("REG.RU", "www.reg.ru", AT, "reg.ru"),
            row("Timeweb", "hosting.timeweb.ru", AT, "timeweb.ru", "timeweb.org"),
            row("Beget", "cp.beget.com", AT, "beget.com", "beget.pro", "beget.ru"),
            row("Selectel", "my.selectel.ru", WHOLE_QUOTED, "selectel.org", "selectel.ru"));

    private static Row row(String name, String panel, RecordForm form, String... ends) {
        return new Row(new DnsHost(name, panel, form), List.of(ends));
    }

    /** Whose these name servers are, by the first that is known. */
    public static Optional<DnsHost> of(List<String> nameServers) {
        return nameServers.stream()
                .flatMap(server -> KNOWN.stream()
                        .filter(row -> row.ends().stream().anyMatch(end -> endsWith(server, end)))
                        .map(Row::host))
                .findFirst();
    }

    private static boolean endsWith(String server, String end) {
        // Amazon numbers the second label: ns-1.awsdns-01.com.
        String plain = server.replaceFirst("(^|\\.)awsdns-[0-9]+\\.", "$1awsdns.");
        return plain.equals(end) || plain.endsWith("." + end);
    }
}
