package org.letterlock.desktop.device;

import com.google.gson.Gson;
import java.util.List;
import java.util.Optional;
import org.letterlock.protocol.ClientSettings.Server;

/**
 * What Thunderbird for Android and K-9 Mail read by the phone's camera: the text of a QR code in Thunderbird's format “Export for Mobile”, version 1. It sets up an
 * account as a whole and holds the password.
 */
public final class ThunderbirdCode {

    private static final int FORMAT = 1;
    private static final int IMAP = 0;
    private static final int SMTP = 0;
    private static final int STARTTLS = 2;
    private static final int TLS = 3;
    private static final int PASSWORD = 1;

    private ThunderbirdCode() {}

    /** The text; empty where the format has no place for an address or a host that is not ASCII. */
    public static Optional<String> of(MailSettings settings, String password) {
        if (!settings.isAscii()) {
            return Optional.empty();
        }
        String user = settings.address();
        Server in = settings.reading();
        Server out = settings.sending();
        List<Object> whole = List.of(
                FORMAT,
                List.of(1, 1),
                List.of(IMAP, in.host(), in.port(), security(in), PASSWORD, user, user, password),
                List.of(List.of(
                        List.of(SMTP, out.host(), out.port(), security(out), PASSWORD, user, password),
                        List.of(user, settings.person()))));
        return Optional.of(new Gson().toJson(whole));
    }

    private static int security(Server server) {
        return MailSettings.isTls(server) ? TLS : STARTTLS;
    }
}
