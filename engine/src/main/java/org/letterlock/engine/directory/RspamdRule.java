package org.letterlock.engine.directory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The rspamd that is asked about letters.
 *
 * @param server where it listens, on this machine
 * @param refuses whether what it would reject is refused
 */
public record RspamdRule(InetSocketAddress server, boolean refuses) {

    static final String KEY = "rspamd";

    private static final String REFUSES = "refuse";

    Row.SettingRow row() {
        return new Row.SettingRow(
                KEY,
                List.of(
                        server.getAddress().getHostAddress(),
                        Integer.toString(server.getPort()),
                        refuses ? REFUSES : "judge"));
    }

    static RspamdRule of(Row.SettingRow row) {
        List<String> value = row.value();
        return new RspamdRule(
                new InetSocketAddress(InetAddress.ofLiteral(value.getFirst()), Integer.parseInt(value.get(1))),
                value.get(2).equals(REFUSES));
    }
}
