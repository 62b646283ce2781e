package org.letterlock.desktop.dnsplan;

import java.util.List;
import java.util.Optional;

/** Who takes mail for domains, known by its mail exchangers. */
final class MailHost {

    /** One row: by the ends of its exchangers' names, whole labels. */
    private record Row(String name, List<String> ends) {}

    private static final List<Row> KNOWN = List.of(
            new Row("Google", List.of("google.com", "googlemail.com")),
            new Row("Microsoft 365", List.of("mail.protection.outlook.com", "mx.microsoft")),
            new Row("iCloud", List.of("mail.icloud.com")),
            new Row("Fastmail", List.of("messagingengine.com")),
            new Row("Proton Mail", List.of("protonmail.ch", "proton.ch")),
            new Row("Zoho Mail", List.of("zoho.com", "zoho.eu", "zoho.in", "zoho.jp")),
            new Row("Yahoo", List.of("yahoodns.net")),
            new Row("Yandex", List.of("mx.yandex.net", "mx.yandex.ru")),
            new Row("Mail.ru", List.of("mail.ru")),
            new Row("mailbox.org", List.of("mailbox.org")),
            new Row("Migadu", List.of("migadu.com")),
            new Row("Tuta", List.of("tutanota.de")),
            new Row("Cloudflare", List.of("mx.cloudflare.net")),
            new Row("ImprovMX", List.of("improvmx.com")),
            new Row("Forward Email", List.of("forwardemail.net")),
            new Row("GoDaddy", List.of("secureserver.net")),
            new Row("Namecheap", List.of("privateemail.com", "registrar-servers.com")),
            new Row("Hostinger", List.of("hostinger.com")),
            new Row("IONOS", List.of("kundenserver.de", "ionos.com", "ionos.de")),
            new Row("STRATO", List.of("rzone.de")),
            new Row("OVHcloud", List.of("mail.ovh.net", "ovh.net")),
            new Row("Gandi", List.of("mail.gandi.net")),
            new Row("Infomaniak", List.of("infomaniak.ch")),
            new Row("Hetzner", List.of("your-server.de")),
            new Row("Amazon", List.of("amazonaws.com", "awsapps.com")),
            new Row("腾讯企业邮箱", List.of("qq.com")),
            new Row("阿里云邮箱", List.of("mxhichina.com", "aliyun.com")),
            new Row("网易", List.of("netease.com", "163.com")),
            new Row("さくらインターネット", List.of("sakura.ne.jp")),
            new Row("エックスサーバー", List.of("xserver.jp")));

    private MailHost() {}

    /** Whose these mail exchangers are, by the first that is known. */
    static Optional<String> of(List<String> exchangers) {
        return exchangers.stream()
                .flatMap(exchanger -> KNOWN.stream()
                        .filter(row -> row.ends().stream()
                                .anyMatch(end -> exchanger.equals(end) || exchanger.endsWith("." + end)))
                        .map(Row::name))
                .findFirst();
    }
}
