package org.letterlock.engine.spf;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.letterlock.engine.corpus.YamlCases;
import org.letterlock.engine.dns.FakeDns;
import org.letterlock.engine.mail.DnsName;

/**
 * Zones as the suite writes them: SPF records count as TXT where a name has no TXT of its own, {@code TXT: NONE} keeps them from it, and {@code TIMEOUT} answers
 * what nothing else does.
 */
final class SuiteZone {

    private SuiteZone() {}

    static FakeDns of(Map<String, Object> zone) {
        FakeDns dns = new FakeDns();
        zone.forEach((name, records) -> add(dns, name, YamlCases.list(records), zone));
        return dns;
    }

    private static void add(FakeDns dns, String name, List<Object> records, Map<String, Object> zone) {
        if (DnsName.parse(name).isEmpty()) {
            return; // Nobody can ask for it.
        }
        dns.empty(name);
        boolean ownTexts = records.stream().anyMatch(r -> r instanceof Map<?, ?> map && map.containsKey("TXT"));
        boolean anyText = false;
        for (Object record : records) {
            if (record instanceof String) {
                continue;
            }
            var entry = YamlCases.mapping(record).entrySet().iterator().next();
            Object value = entry.getValue();
            switch (entry.getKey()) {
                case "A", "AAAA" -> dns.address(name, value.toString());
                case "MX" ->
                    dns.mx(
                            name,
                            Integer.parseInt(YamlCases.list(value).get(0).toString()),
                            mailHost(YamlCases.list(value).get(1).toString()));
                case "PTR" -> dns.ptr(name, value.toString());
                case "CNAME" -> add(dns, name, YamlCases.list(zone.getOrDefault(value.toString(), List.of())), zone);
                case "TXT" -> {
                    if (!value.equals("NONE")) {
                        dns.txt(name, joined(value));
                        anyText = true;
                    }
                }
                case "SPF" -> {
                    if (!ownTexts) {
                        dns.txt(name, joined(value));
                        anyText = true;
                    }
                }
                default -> throw new IllegalStateException("record " + entry.getKey());
            }
        }
        if (records.contains("TIMEOUT") && !anyText) {
            dns.failing(name);
        }
    }

    private static String mailHost(String host) {
        return host.isEmpty() ? "." : host;
    }

    private static String joined(Object value) {
        return YamlCases.list(value).stream().map(Object::toString).collect(Collectors.joining());
    }
}
