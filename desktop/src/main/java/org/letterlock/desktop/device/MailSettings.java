package org.letterlock.desktop.device;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.ClientSettings.Server;

/**
 * What a mail program needs to know, but for the password.
 *
 * @param address the mailbox's first address, which is the user name as well
 * @param person whose it is, as letters shall say
 * @param reading where it reads by IMAP
 * @param sending where it sends
 */
public record MailSettings(String address, String person, Server reading, Server sending) {

    private static final String TLS = "TLS";

    /** The best of what the server offers; empty where it offers no IMAP or no way to send. */
    public static Optional<MailSettings> of(String person, ClientSettings offered) {
        Optional<Server> reading = best(offered.reading(), "IMAP");
        Optional<Server> sending = best(offered.sending(), "SMTP");
        return reading.flatMap(in -> sending.map(out -> new MailSettings(offered.userName(), person, in, out)));
    }

    private static Optional<Server> best(List<Server> servers, String protocol) {
        return servers.stream()
                .filter(server -> server.protocol().equals(protocol))
                .findFirst();
    }

    /** Whether TLS begins with the first octet; else by STARTTLS. */
    public static boolean isTls(Server server) {
        return server.security().equals(TLS);
    }

    /** Whether programs can take it that know ASCII alone. */
    boolean isAscii() {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(address + reading.host() + sending.host());
    }
}
