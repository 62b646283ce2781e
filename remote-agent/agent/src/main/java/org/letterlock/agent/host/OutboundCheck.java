package org.letterlock.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;
import org.xbill.DNS.Address;

/** Whether other mail servers can be reached: one that greets is enough. Some hosters drop what leaves for port 25, some answer it themselves. */
final class OutboundCheck {

    /** Whom to try where the caller names nobody: servers of three large providers, in three networks. */
    static final List<String> LARGE = List.of("gmail-smtp-in.l.google.com", "mx01.mail.icloud.com", "mx00.gmx.net");

    private static final int SMTP = 25;
    private static final int PATIENCE_MILLIS = 8_000;
    private static final String GREETING = "220";

    private final Names names;

    OutboundCheck(Names names) {
        this.names = names;
    }

    List<Finding> outbound(List<String> servers) {
        List<String> tried = new ArrayList<>();
        boolean found = false;
        for (String server : servers) {
            Optional<InetSocketAddress> address = resolve(server);
            found |= address.isPresent();
            String result = address.map(OutboundCheck::greets).orElse("name not found");
            if (result.isEmpty()) {
                return List.of(Finding.of(FindingKind.OUTBOUND_FINE, Map.of(), server));
            }
            tried.add(server + ": " + result);
        }
        return List.of(Finding.of(
                found ? FindingKind.OUTBOUND_BLOCKED : FindingKind.OUTBOUND_UNKNOWN,
                Map.of(),
                String.join("\n", tried)));
    }

    private Optional<InetSocketAddress> resolve(String server) {
        int colon = server.lastIndexOf(':');
        String host = colon < 0 ? server : server.substring(0, colon);
        int port;
        try {
            port = colon < 0 ? SMTP : Integer.parseInt(server.substring(colon + 1));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        if (port < 1 || port > 65_535) {
            return Optional.empty();
        }
        byte[] numeric = Address.toByteArray(host, Address.IPv4);
        if (numeric != null) {
            try {
                return Optional.of(new InetSocketAddress(InetAddress.getByAddress(numeric), port));
            } catch (java.net.UnknownHostException e) {
                return Optional.empty();
            }
        }
        return names.addresses(host, false) instanceof Names.Answer.Found<InetAddress>(List<InetAddress> addresses)
                        && !addresses.isEmpty()
                ? Optional.of(new InetSocketAddress(addresses.getFirst(), port))
                : Optional.empty();
    }

    /** What was wrong; empty where it greets as a mail server does. */
    private static String greets(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            byte[] greeting = socket.getInputStream().readNBytes(GREETING.length());
            socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            String said = new String(greeting, StandardCharsets.US_ASCII);
            return said.equals(GREETING) ? "" : "answers, but not as a mail server";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
